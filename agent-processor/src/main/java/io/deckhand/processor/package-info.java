/** The annotation processor: mistakes of handlers when they are compiled, and metadata for native images. */
@NullMarked
package io.deckhand.processor;

import org.jspecify.annotations.NullMarked;
