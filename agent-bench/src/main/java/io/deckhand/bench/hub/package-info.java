/** The local hub in its own JVM, and the back end that puts load on devices. */
@NullMarked
package io.deckhand.bench.hub;

import org.jspecify.annotations.NullMarked;
