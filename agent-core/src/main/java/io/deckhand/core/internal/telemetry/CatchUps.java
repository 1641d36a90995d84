package io.deckhand.core.internal.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Who waits until all has left the outbox that was in it at a time. Not safe for threads: the outbox locks. */
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

    /** {@return done once so many messages, accepted before the one with a number, have left} */
    CompletableFuture<Void> await(long before, int messages) {
        open.removeIf(catchUp -> catchUp.done.isDone()); // who gave up waiting
        CatchUp wanted = new CatchUp(before, messages);
        if (messages == 0) {
            wanted.done.complete(null);
        } else {
            open.add(wanted);
        }
        return wanted.done;
    }

    /** A message has left. Who waited for the last is told by the lane that tells the message's sender. */
    void left(long number) {
        open.removeIf(catchUp -> number < catchUp.before && --catchUp.left == 0 && tell(catchUp));
    }

    private boolean tell(CatchUp catchUp) {
        callbacks.execute(() -> catchUp.done.complete(null));
        return true;
    }

    /** Nobody waits here any more. {@return the futures of those who did} */
    List<CompletableFuture<Void>> takeAll() {
        List<CompletableFuture<Void>> all =
                open.stream().map(catchUp -> catchUp.done).toList();
        open.clear();
        return all;
    }
}
