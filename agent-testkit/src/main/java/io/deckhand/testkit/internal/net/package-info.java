@NullMarked
package io.deckhand.testkit.internal.net;

import org.jspecify.annotations.NullMarked;
