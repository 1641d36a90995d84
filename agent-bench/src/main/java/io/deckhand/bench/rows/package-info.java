/** The rows: one class for each thing that is measured. */
@NullMarked
package io.deckhand.bench.rows;

import org.jspecify.annotations.NullMarked;
