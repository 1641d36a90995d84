/** The agent measured beside the raw device SDK: rows to measure, and the command that does. Not published. */
@NullMarked
package io.deckhand.bench;

import org.jspecify.annotations.NullMarked;
