@NullMarked
package io.deckhand.testkit.internal.hub;

import org.jspecify.annotations.NullMarked;
