@NullMarked
package io.deckhand.testkit.internal.upload;

import org.jspecify.annotations.NullMarked;
