/** What it costs to bring a call to its handler and the answer back, without any network. */
@NullMarked
package io.deckhand.bench.dispatch;

import org.jspecify.annotations.NullMarked;
