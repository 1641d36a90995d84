@NullMarked
package io.deckhand.core.internal.handler;

import org.jspecify.annotations.NullMarked;
