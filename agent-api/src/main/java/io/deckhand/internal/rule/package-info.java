/**
 * The rules for handlers, and their messages. The scanner of agent-core applies them to loaded classes, the annotation
 * processor to source. Not API.
 */
@NullMarked
package io.deckhand.internal.rule;

import org.jspecify.annotations.NullMarked;
