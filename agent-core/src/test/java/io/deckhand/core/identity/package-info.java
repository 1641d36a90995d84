/** Through the local hub: every way in which a device says who it is. */
@NullMarked
package io.deckhand.core.identity;

import org.jspecify.annotations.NullMarked;
