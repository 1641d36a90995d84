@NullMarked
package io.deckhand.core.internal.link;

import org.jspecify.annotations.NullMarked;
