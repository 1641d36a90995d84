/** Plots from the figures. */
@NullMarked
package io.deckhand.bench.plot;

import org.jspecify.annotations.NullMarked;
