@NullMarked
package io.deckhand.testkit.internal.junit;

import org.jspecify.annotations.NullMarked;
