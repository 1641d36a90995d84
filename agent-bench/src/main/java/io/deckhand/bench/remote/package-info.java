/** Programs in separate JVMs, called through local proxies. */
@NullMarked
package io.deckhand.bench.remote;

import org.jspecify.annotations.NullMarked;
