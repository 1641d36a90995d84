/** The programs under test: the agent, and the raw SDK as its documentation shows it. */
@NullMarked
package io.deckhand.bench.device;

import org.jspecify.annotations.NullMarked;
