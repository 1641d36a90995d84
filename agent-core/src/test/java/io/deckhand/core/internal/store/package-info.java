@NullMarked
package io.deckhand.core.internal.store;

import org.jspecify.annotations.NullMarked;
