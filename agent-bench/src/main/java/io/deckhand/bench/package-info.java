/**
 * Benchmarks of the agent and the raw device SDK, side by side: the rows, and the command that measures them. Not
 * published.
 */
@NullMarked
package io.deckhand.bench;

import org.jspecify.annotations.NullMarked;
