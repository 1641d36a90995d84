/** Results and goals, and how they are shown, stored and compared. */
@NullMarked
package io.deckhand.bench.result;

import org.jspecify.annotations.NullMarked;
