package io.deckhand.core.internal.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A link over a client that blocks while it connects and while it closes. */
public interface BlockingHubLink extends HubLink {
    /** Opens the link as {@link #open(Executor)} does, but blocks until it is open. */
    void open() throws HubLinkException;

    /** Closes the link as {@link #close(Executor)} does, but blocks until it is closed, for well under a second. */
    void close();

    @Override
    default CompletionStage<Void> open(Executor blocking) {
        return run(blocking, this::open);
    }

    @Override
    default CompletionStage<Void> close(Executor blocking) {
        return run(blocking, this::close);
    }

    /** A blocking task that may fail. */
    @FunctionalInterface
    interface Task {
        void run() throws HubLinkException;
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private static CompletionStage<Void> run(Executor blocking, Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        blocking.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (HubLinkException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
