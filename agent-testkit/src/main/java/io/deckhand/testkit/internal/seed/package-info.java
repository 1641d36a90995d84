/** What a hub begins with, in a file for people: read into a {@code Seed}, sown into a hub's core, and exported from one. */
@NullMarked
package io.deckhand.testkit.internal.seed;

import org.jspecify.annotations.NullMarked;
