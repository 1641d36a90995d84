package io.deckhand;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The direct methods of an agent, which can be added and removed at run time: by name, as a function, or as an
 * annotated object.
 *
 * <pre>{@code
 * agent.methods().add("ping", request -> "pong");
 * agent.methods().replace("ping", MethodLimits.DEFAULT.concurrency(8), request -> "PONG");
 * agent.methods().addHandlers(new Diagnostics());      // all its @DirectMethod methods, or none
 * agent.methods().remove("ping");
 * }</pre>
 *
 * <p>Safe for use by any thread. A change takes effect with the next call; running and waiting calls are completed by
 * the handler that they were accepted for. Names that start with {@code deckhand.} are reserved for the agent.
 *
 * @since 0.1
 */
public interface MethodRegistry {
    /**
     * Adds a handler with {@link MethodLimits#DEFAULT}.
     *
     * @param name the name the hub calls it by: 1 to 128 characters, none of them {@code / + #}, white space or a control
     *     character
     * @param handler what answers
     * @throws IllegalArgumentException if the name is not a valid method name, or already has a handler
     */
    default void add(String name, MethodHandler handler) {
        add(name, MethodLimits.DEFAULT, handler);
    }

    /**
     * Adds a handler.
     *
     * @param name as for {@link #add(String, MethodHandler)}
     * @param limits how long, how many at once, how many waiting
     * @param handler what answers
     * @throws IllegalArgumentException as for {@link #add(String, MethodHandler)}
     */
    void add(String name, MethodLimits limits, MethodHandler handler);

    /**
     * Adds a handler with {@link MethodLimits#DEFAULT}, or replaces the existing one.
     *
     * @param name as for {@link #add(String, MethodHandler)}
     * @param handler what answers
     * @return whether there was one before
     * @throws IllegalArgumentException if the name is no valid method name
     */
    default boolean replace(String name, MethodHandler handler) {
        return replace(name, MethodLimits.DEFAULT, handler);
    }

    /**
     * Adds a handler, or replaces the existing one atomically.
     *
     * @param name as for {@link #add(String, MethodHandler)}
     * @param limits how long, how many at once, how many waiting; a call of the old handler that still runs does not count
     * @param handler what answers
     * @return whether there was one before
     * @throws IllegalArgumentException if the name is no valid method name
     */
    boolean replace(String name, MethodLimits limits, MethodHandler handler);

    /**
     * Adds all methods of an object that are annotated with {@link DirectMethod}: all of them, or none.
     *
     * @param object the object; other handler annotations are refused, because only direct methods can be added at run
     *     time
     * @throws AgentException with one line per problem, if there are any
     * @throws IllegalArgumentException if a name has a handler already
     */
    void addHandlers(Object object);

    /**
     * Adds all methods of an object that are annotated with {@link DirectMethod}, or replaces the existing ones.
     *
     * @param object as for {@link #addHandlers(Object)}
     * @throws AgentException as for {@link #addHandlers(Object)}
     */
    void replaceHandlers(Object object);

    /**
     * Removes a handler; calls already running are finished and answered.
     *
     * @param name the name it was added under, or that of an annotated method
     * @return whether there was one
     */
    boolean remove(String name);

    /**
     * Removes all handlers that are methods of an object, whichever way they were added.
     *
     * @param object the object itself, not an equal one
     * @return how many were removed
     */
    int removeHandlers(Object object);

    /** {@return the currently registered names, sorted} */
    Set<String> names();

    /** {@return descriptions of the currently registered methods, sorted by name} */
    List<MethodDescription> list();

    /**
     * Hears of every call that is answered, also of those that no handler sees: refused because the method is unknown or busy, because
     * the payload does not fit, because the time was up or the agent closes.
     *
     * <pre>{@code
     * agent.methods().onAnswered(call -> statistics.add(call.method(), call.status(), call.took()));
     * }</pre>
     *
     * @param listener called on a thread of the agent, just before the answer is sent, which it delays: it must not block. What it throws
     *     is logged, and changes nothing
     * @return ends the listening
     */
    Registration onAnswered(Consumer<AnsweredCall> listener);

    /**
     * A listener that is registered.
     *
     * @since 0.1
     */
    interface Registration extends AutoCloseable {
        /** Ends it. Ending it again has no effect. */
        @Override
        void close();
    }
}
