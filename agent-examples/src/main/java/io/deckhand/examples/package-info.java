/** Programs that show Deckhand at work, each a device, a back end, or both. */
@NullMarked
package io.deckhand.examples;

import org.jspecify.annotations.NullMarked;
