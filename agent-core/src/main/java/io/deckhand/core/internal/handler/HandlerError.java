package io.deckhand.core.internal.handler;

import org.jspecify.annotations.Nullable;

/** A handler threw an {@link Error}, such as a {@link StackOverflowError}. */
final class HandlerError extends Exception {
    private static final long serialVersionUID = 1L;

    HandlerError(@Nullable Throwable error) {
        super(
                "The handler threw "
                        + (error == null ? "nothing" : error.getClass().getName()),
                error);
    }
}
