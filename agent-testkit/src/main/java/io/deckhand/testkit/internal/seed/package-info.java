/**
 * The initial state of a hub in a readable file: parsed into a {@code Seed}, applied to a hub's core, and exported from
 * one.
 */
@NullMarked
package io.deckhand.testkit.internal.seed;

import org.jspecify.annotations.NullMarked;
