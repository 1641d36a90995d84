@NullMarked
package io.deckhand.processor;

import org.jspecify.annotations.NullMarked;
