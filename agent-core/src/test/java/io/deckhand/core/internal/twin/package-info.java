@NullMarked
package io.deckhand.core.internal.twin;

import org.jspecify.annotations.NullMarked;
