@NullMarked
package io.deckhand.core.internal.https;

import org.jspecify.annotations.NullMarked;
