package io.deckhand;

import org.jspecify.annotations.Nullable;

/**
 * A direct-method handler as a function, for {@link MethodRegistry#add(String, MethodHandler)}.
 *
 * <pre>{@code
 * MethodHandler ping = request -> "pong";
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface MethodHandler {
    /**
     * Answers one call. Threads, time limit and the answers to failures are those of {@link DirectMethod} with its
     * defaults.
     *
     * @param request the call
     * @return the answer: a {@link MethodResponse}, or any value for 200 with it as JSON, or {@code null}
     * @throws Exception to answer 500, or a {@link MethodException} to choose the answer
     */
    @Nullable
    Object handle(MethodRequest request) throws Exception;
}
