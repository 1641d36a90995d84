@NullMarked
package io.deckhand.core.internal.message;

import org.jspecify.annotations.NullMarked;
