/** Message routing: which messages reach the built-in endpoint, the hub's own events, and enrichments. */
@NullMarked
package io.deckhand.testkit.internal.routing;

import org.jspecify.annotations.NullMarked;
