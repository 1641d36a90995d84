@NullMarked
package io.deckhand.testkit.internal.twin;

import org.jspecify.annotations.NullMarked;
