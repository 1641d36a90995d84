/**
 * The misuse catalogue: what a wrong handler class is told when the agent is built. Each test is one mistake, the message it gets,
 * word for word, and with it the remedy.
 */
@NullMarked
package io.deckhand.core.misuse;

import org.jspecify.annotations.NullMarked;
