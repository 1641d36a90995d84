@NullMarked
package io.deckhand.core.internal.upload;

import org.jspecify.annotations.NullMarked;
