package io.deckhand;

import java.util.Collection;

/**
 * Provides the handlers of a jar: the agent finds it by {@link java.util.ServiceLoader} if
 * {@code AgentBuilder.discoverHandlers(true)} is set.
 *
 * <pre>{@code
 * public final class DiagnosticsProvider implements HandlerProvider {
 *     @Override
 *     public Collection<?> handlers() { return List.of(new Diagnostics()); }
 * }
 * }</pre>
 *
 * <p>The jar lists the classes, one per line, in {@code META-INF/services/io.deckhand.HandlerProvider}. The class is
 * public and has a public constructor without parameters.
 *
 * @since 0.1
 */
public interface HandlerProvider {
    /**
     * {@return objects with annotated methods, as for {@code AgentBuilder.handlers(...)}} Called once per agent, while it is
     * built.
     */
    Collection<?> handlers();
}
