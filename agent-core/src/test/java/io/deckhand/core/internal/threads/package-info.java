@NullMarked
package io.deckhand.core.internal.threads;

import org.jspecify.annotations.NullMarked;
