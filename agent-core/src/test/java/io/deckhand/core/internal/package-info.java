@NullMarked
package io.deckhand.core.internal;

import org.jspecify.annotations.NullMarked;
