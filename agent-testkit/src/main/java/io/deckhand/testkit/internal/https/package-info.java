@NullMarked
package io.deckhand.testkit.internal.https;

import org.jspecify.annotations.NullMarked;
