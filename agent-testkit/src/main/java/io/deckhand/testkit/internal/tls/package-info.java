@NullMarked
package io.deckhand.testkit.internal.tls;

import org.jspecify.annotations.NullMarked;
