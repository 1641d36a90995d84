@NullMarked
package io.deckhand.core.internal.identity;

import org.jspecify.annotations.NullMarked;
