@NullMarked
package io.deckhand.examples;

import org.jspecify.annotations.NullMarked;
