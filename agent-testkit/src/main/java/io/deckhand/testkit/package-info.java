@NullMarked
package io.deckhand.testkit;

import org.jspecify.annotations.NullMarked;
