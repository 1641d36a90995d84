/** The cost of dispatching a call to its handler and returning the answer, without a network. */
@NullMarked
package io.deckhand.bench.dispatch;

import org.jspecify.annotations.NullMarked;
