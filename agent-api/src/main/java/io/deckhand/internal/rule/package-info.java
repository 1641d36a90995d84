/**
 * The rules for handlers, and their words. Two apply them: the scanner of agent-core to loaded classes, the annotation processor to
 * source. Not API.
 */
@NullMarked
package io.deckhand.internal.rule;

import org.jspecify.annotations.NullMarked;
