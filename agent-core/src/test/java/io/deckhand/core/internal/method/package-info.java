@NullMarked
package io.deckhand.core.internal.method;

import org.jspecify.annotations.NullMarked;
