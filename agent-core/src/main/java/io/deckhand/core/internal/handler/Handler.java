package io.deckhand.core.internal.handler;

import org.jspecify.annotations.Nullable;

/** Application code that the agent calls: an annotated method or a function. */
@FunctionalInterface
public interface Handler {
    /**
     * Calls the handler.
     *
     * @return its result
     * @throws PayloadException if the payload does not bind; the handler was not called
     * @throws Exception if the handler threw it
     */
    @Nullable
    Object invoke(Invocation invocation) throws Exception;
}
