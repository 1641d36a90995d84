package io.deckhand.core.internal.handler;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Converts the results of handlers to plain values. */
public final class Results {
    private Results() {}

    /** {@return the content of an {@code Optional}, and any other value unchanged} */
    public static @Nullable Object plain(@Nullable Object result) {
        return result instanceof Optional<?> optional ? optional.orElse(null) : result;
    }

    /** Waits for a stage, on a lane whose next task has to wait anyway. */
    public static @Nullable Object await(@Nullable Object result) throws Exception {
        if (!(result instanceof CompletionStage<?> stage)) {
            return plain(result);
        }
        try {
            return plain(stage.toCompletableFuture().get());
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** {@return the failure of a stage or a called method, as an exception} */
    public static Exception failure(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException || thrown instanceof ExecutionException
                ? thrown.getCause()
                : thrown;
        // an Error thrown by the handler is the handler's failure, not the agent's
        return cause instanceof Exception exception ? exception : new HandlerError(cause);
    }
}
