@NullMarked
package io.deckhand.bench.rows;

import org.jspecify.annotations.NullMarked;
