@NullMarked
package io.deckhand.testkit.internal.server;

import org.jspecify.annotations.NullMarked;
