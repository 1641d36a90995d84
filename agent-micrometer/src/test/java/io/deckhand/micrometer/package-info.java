@NullMarked
package io.deckhand.micrometer;

import org.jspecify.annotations.NullMarked;
