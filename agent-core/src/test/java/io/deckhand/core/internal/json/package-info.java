@NullMarked
package io.deckhand.core.internal.json;

import org.jspecify.annotations.NullMarked;
