@NullMarked
package io.deckhand.gateway.internal.link;

import org.jspecify.annotations.NullMarked;
