/** Slow lines, and what tests need for them. */
@NullMarked
package io.deckhand.core.slow;

import org.jspecify.annotations.NullMarked;
