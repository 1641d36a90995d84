/** The code of {@code docs/handlers.md}, run. */
@NullMarked
package io.deckhand.core.guide;

import org.jspecify.annotations.NullMarked;
