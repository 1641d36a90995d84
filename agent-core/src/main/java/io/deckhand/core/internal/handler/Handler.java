package io.deckhand.core.internal.handler;

import org.jspecify.annotations.Nullable;

/** Something of the application's that is called: an annotated method or a function. */
@FunctionalInterface
public interface Handler {
    /**
     * Calls it.
     *
     * @return what it returned
     * @throws PayloadException if the payload does not bind: it was not called
     * @throws Exception what it threw
     */
    @Nullable
    Object invoke(Invocation invocation) throws Exception;
}
