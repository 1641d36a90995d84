@NullMarked
package io.deckhand.core.internal.dispatch;

import org.jspecify.annotations.NullMarked;
