/** What a fleet does to a hub that comes back, in virtual time. */
@NullMarked
package io.deckhand.bench.storm;

import org.jspecify.annotations.NullMarked;
