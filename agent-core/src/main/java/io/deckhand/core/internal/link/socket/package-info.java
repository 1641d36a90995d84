@NullMarked
package io.deckhand.core.internal.link.socket;

import org.jspecify.annotations.NullMarked;
