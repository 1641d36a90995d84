/** Example programs for Deckhand: devices, back ends, or both. */
@NullMarked
package io.deckhand.examples;

import org.jspecify.annotations.NullMarked;
