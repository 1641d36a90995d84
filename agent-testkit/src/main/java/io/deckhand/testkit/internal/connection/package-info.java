@NullMarked
package io.deckhand.testkit.internal.connection;

import org.jspecify.annotations.NullMarked;
