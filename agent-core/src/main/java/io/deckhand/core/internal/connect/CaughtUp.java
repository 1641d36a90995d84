package io.deckhand.core.internal.connect;

import java.util.concurrent.CompletableFuture;

/**
 * Whether the agent has caught up: connected, with no backlog left from before the connection. Each connection starts
 * over.
 */
public final class CaughtUp {
    private final Object lock = new Object();
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private long epoch;
    private boolean whole;

    /** A connection is open. The agent has caught up once these futures are done, whether they succeed or fail. */
    public void opened(CompletableFuture<?>... backlog) {
        long opened;
        synchronized (lock) {
            opened = ++epoch;
        }
        CompletableFuture.allOf(backlog).whenComplete((nothing, failure) -> caughtUp(opened));
    }

    private void caughtUp(long opened) {
        CompletableFuture<Void> awaited;
        synchronized (lock) {
            if (opened != epoch) {
                return; // that connection was lost before the agent had caught up
            }
            whole = true;
            awaited = next;
        }
        awaited.complete(null);
    }

    /** The connection was lost. */
    public void lost() {
        synchronized (lock) {
            epoch++;
            if (whole) {
                whole = false;
                next = new CompletableFuture<>();
            }
        }
    }

    public boolean now() {
        synchronized (lock) {
            return whole;
        }
    }

    /** The agent has ended and will not catch up again. */
    public void end(Exception why) {
        CompletableFuture<Void> awaited;
        synchronized (lock) {
            epoch++;
            whole = false;
            awaited = next;
            next = CompletableFuture.failedFuture(why);
        }
        awaited.completeExceptionally(why);
    }

    /** {@return a new future, done once the agent has caught up: already done if it has} */
    public CompletableFuture<Void> next() {
        synchronized (lock) {
            return next.copy();
        }
    }
}
