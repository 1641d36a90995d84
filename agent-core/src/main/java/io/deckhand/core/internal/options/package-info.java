/** Reads options from text: what is known, what it may be, and what to say where it is not. */
@NullMarked
package io.deckhand.core.internal.options;

import org.jspecify.annotations.NullMarked;
