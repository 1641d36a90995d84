/**
 * Authentication of devices: the types that an application implements for key material that Deckhand cannot read
 * itself. {@code io.deckhand.core.Credentials} creates Deckhand's own credentials.
 */
@NullMarked
package io.deckhand.identity;

import org.jspecify.annotations.NullMarked;
