@NullMarked
package io.deckhand.testkit.internal.c2d;

import org.jspecify.annotations.NullMarked;
