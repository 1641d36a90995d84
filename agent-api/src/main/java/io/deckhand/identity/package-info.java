/**
 * How a device proves who it is: the types that an application implements for key material that Deckhand cannot read itself. The
 * credentials that Deckhand brings are made by {@code io.deckhand.core.Credentials}.
 */
@NullMarked
package io.deckhand.identity;

import org.jspecify.annotations.NullMarked;
