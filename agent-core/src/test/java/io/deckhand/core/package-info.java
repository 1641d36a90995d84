@NullMarked
package io.deckhand.core;

import org.jspecify.annotations.NullMarked;
