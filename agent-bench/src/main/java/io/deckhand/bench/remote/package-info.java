/** Programs in JVMs of their own, called as if they were here. */
@NullMarked
package io.deckhand.bench.remote;

import org.jspecify.annotations.NullMarked;
