/** What keeps messages, each in a JVM of its own: the agent's store, and what it is measured beside. */
@NullMarked
package io.deckhand.bench.keep;

import org.jspecify.annotations.NullMarked;
