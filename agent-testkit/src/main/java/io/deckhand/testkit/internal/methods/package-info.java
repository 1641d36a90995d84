@NullMarked
package io.deckhand.testkit.internal.methods;

import org.jspecify.annotations.NullMarked;
