/** The load of a fleet on a hub that becomes available again, in virtual time. */
@NullMarked
package io.deckhand.bench.storm;

import org.jspecify.annotations.NullMarked;
