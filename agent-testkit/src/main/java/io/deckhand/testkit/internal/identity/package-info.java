@NullMarked
package io.deckhand.testkit.internal.identity;

import org.jspecify.annotations.NullMarked;
