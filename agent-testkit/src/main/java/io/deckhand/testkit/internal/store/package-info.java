@NullMarked
package io.deckhand.testkit.internal.store;

import org.jspecify.annotations.NullMarked;
