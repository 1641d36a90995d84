/** The options of agents by name, as properties and environment variables give them. */
@NullMarked
package io.deckhand.core.options;

import org.jspecify.annotations.NullMarked;
