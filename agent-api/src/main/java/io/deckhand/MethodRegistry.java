package io.deckhand;

import java.util.Set;

/**
 * The direct methods an agent answers, open to change while it runs.
 *
 * <pre>{@code
 * agent.methods().add("ping", request -> "pong");
 * agent.methods().remove("ping");
 * }</pre>
 *
 * <p>Safe for use by any thread. A change is seen by the next call.
 *
 * @since 0.1
 */
public interface MethodRegistry {
    /**
     * Adds a handler.
     *
     * @param name the name the hub calls it by: 1 to 128 characters, none of them {@code / + #}, white space or a control
     *     character
     * @param handler what answers
     * @throws IllegalArgumentException if the name is no valid method name, or has a handler already
     */
    void add(String name, MethodHandler handler);

    /**
     * Removes a handler; calls already running are finished and answered.
     *
     * @param name the name it was added under, or that of an annotated method
     * @return whether there was one
     */
    boolean remove(String name);

    /** {@return the names that have a handler, sorted, as they are now} */
    Set<String> names();
}
