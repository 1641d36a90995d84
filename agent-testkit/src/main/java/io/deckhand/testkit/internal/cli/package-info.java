@NullMarked
package io.deckhand.testkit.internal.cli;

import org.jspecify.annotations.NullMarked;
