@NullMarked
package io.deckhand.testkit.internal.files;

import org.jspecify.annotations.NullMarked;
