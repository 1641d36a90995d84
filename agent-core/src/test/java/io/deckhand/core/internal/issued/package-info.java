@NullMarked
package io.deckhand.core.internal.issued;

import org.jspecify.annotations.NullMarked;
