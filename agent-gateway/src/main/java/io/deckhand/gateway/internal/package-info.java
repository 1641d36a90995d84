@NullMarked
package io.deckhand.gateway.internal;

import org.jspecify.annotations.NullMarked;
