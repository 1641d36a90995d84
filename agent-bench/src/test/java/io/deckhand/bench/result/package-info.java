@NullMarked
package io.deckhand.bench.result;

import org.jspecify.annotations.NullMarked;
