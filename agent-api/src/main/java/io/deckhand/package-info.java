/**
 * The API for host applications: annotations for their handlers, the agent, and the values exchanged between them.
 *
 * <p>Agents are built by {@code AgentBuilder} of the module {@code agent-core}. Nothing here depends on the Azure SDK
 * or on a JSON library, so handler classes can be in a separate module.
 */
@NullMarked
package io.deckhand;

import org.jspecify.annotations.NullMarked;
