/** Reads options from text: the known options, their ranges, and messages for invalid ones. */
@NullMarked
package io.deckhand.core.internal.options;

import org.jspecify.annotations.NullMarked;
