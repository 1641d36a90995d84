/**
 * The journal of connections, disconnections and refusals, with their reasons. The adapters of all protocols write to
 * it; the hub's log, web page and command line read it.
 */
@NullMarked
package io.deckhand.testkit.internal.journal;

import org.jspecify.annotations.NullMarked;
