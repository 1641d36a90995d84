@NullMarked
package io.deckhand.testkit.internal.throttle;

import org.jspecify.annotations.NullMarked;
