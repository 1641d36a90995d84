/** The rows: one class for each measurement. */
@NullMarked
package io.deckhand.bench.rows;

import org.jspecify.annotations.NullMarked;
