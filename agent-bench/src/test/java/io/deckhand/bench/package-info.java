@NullMarked
package io.deckhand.bench;

import org.jspecify.annotations.NullMarked;
