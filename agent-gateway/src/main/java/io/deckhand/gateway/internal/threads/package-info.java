@NullMarked
package io.deckhand.gateway.internal.threads;

import org.jspecify.annotations.NullMarked;
