@NullMarked
package io.deckhand.testkit.internal;

import org.jspecify.annotations.NullMarked;
