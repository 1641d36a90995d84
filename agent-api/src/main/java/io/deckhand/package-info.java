@NullMarked
package io.deckhand;

import org.jspecify.annotations.NullMarked;
