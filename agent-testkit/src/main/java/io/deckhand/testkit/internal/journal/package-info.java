/**
 * What happened at the hub's doors: who came, who went and who was turned away, with the reason. Adapters of all protocols
 * write here; the hub's log, its page and its command line read.
 */
@NullMarked
package io.deckhand.testkit.internal.journal;

import org.jspecify.annotations.NullMarked;
