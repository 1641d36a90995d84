/**
 * What a host application types: annotations for its handlers, the agent, and the values that pass between them.
 *
 * <p>Agents are built by {@code AgentBuilder} of the module {@code agent-core}. Nothing here depends on the Azure SDK or
 * on a JSON library, so handler classes can live in a module of their own.
 */
@NullMarked
package io.deckhand;

import org.jspecify.annotations.NullMarked;
