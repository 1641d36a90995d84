@NullMarked
package io.deckhand.core.internal.model;

import org.jspecify.annotations.NullMarked;
