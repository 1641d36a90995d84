@NullMarked
package io.deckhand.gateway;

import org.jspecify.annotations.NullMarked;
