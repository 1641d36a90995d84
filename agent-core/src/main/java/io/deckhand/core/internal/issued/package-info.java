/** Certificates that the service issues to a device, and renews (a preview). */
@NullMarked
package io.deckhand.core.internal.issued;

import org.jspecify.annotations.NullMarked;
