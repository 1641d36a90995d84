package io.deckhand.core.internal.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Futures that wait until all messages that were in the outbox at some time have left it. Not thread-safe: the outbox
 * locks.
 */
final class CatchUps {
    private final Executor callbacks;
    private final List<CatchUp> open = new ArrayList<>();

    private static final class CatchUp {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final long before;
        int left;

        CatchUp(long before, int left) {
            this.before = before;
            this.left = left;
        }
    }

    CatchUps(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /**
     * {@return done once the given number of messages, all accepted before message number {@code before}, have left}
     */
    CompletableFuture<Void> await(long before, int messages) {
        open.removeIf(catchUp -> catchUp.done.isDone()); // futures that were cancelled
        CatchUp wanted = new CatchUp(before, messages);
        if (messages == 0) {
            wanted.done.complete(null);
        } else {
            open.add(wanted);
        }
        return wanted.done;
    }

    /**
     * A message has left. Futures that waited for it as the last one complete on the lane that completes the message's
     * own future.
     */
    void left(long number) {
        if (open.isEmpty()) {
            return; // as for almost every message
        }
        open.removeIf(catchUp -> number < catchUp.before && --catchUp.left == 0 && tell(catchUp));
    }

    private boolean tell(CatchUp catchUp) {
        callbacks.execute(() -> catchUp.done.complete(null));
        return true;
    }

    /** Removes and returns all futures. {@return the futures that waited} */
    List<CompletableFuture<Void>> takeAll() {
        List<CompletableFuture<Void>> all =
                open.stream().map(catchUp -> catchUp.done).toList();
        open.clear();
        return all;
    }
}
