@NullMarked
package io.deckhand.core.internal.connect;

import org.jspecify.annotations.NullMarked;
