/** The tier of a hub: what it does not offer, and how much a day. */
@NullMarked
package io.deckhand.testkit.internal.tier;

import org.jspecify.annotations.NullMarked;
