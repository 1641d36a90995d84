/** Certificates that the service issues to devices: requests, authorities and renewals, without protocols. */
@NullMarked
package io.deckhand.testkit.internal.issuance;

import org.jspecify.annotations.NullMarked;
