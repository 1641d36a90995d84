/** Device provisioning, without protocols: who may register, and what becomes of it. */
@NullMarked
package io.deckhand.testkit.internal.dps;

import org.jspecify.annotations.NullMarked;
