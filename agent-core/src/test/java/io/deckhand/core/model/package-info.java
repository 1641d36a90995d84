/** The model of an agent's handlers, and the rules that the language it is told in has published. */
@NullMarked
package io.deckhand.core.model;

import org.jspecify.annotations.NullMarked;
