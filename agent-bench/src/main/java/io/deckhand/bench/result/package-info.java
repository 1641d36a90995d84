/** What was measured, what it was meant to be, and how it is shown, kept and compared. */
@NullMarked
package io.deckhand.bench.result;

import org.jspecify.annotations.NullMarked;
