package io.deckhand.core.internal.connect;

import java.util.concurrent.CompletableFuture;

/**
 * Whether the agent is whole: connected, and past everything that had piled up before. Each connection has to become whole anew.
 */
public final class CaughtUp {
    private final Object lock = new Object();
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private long epoch;
    private boolean whole;

    /** A connection is open, and whole once these are done, however they end. */
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
                return; // that connection was lost before it was whole
            }
            whole = true;
            awaited = next;
        }
        awaited.complete(null);
    }

    /** The connection is gone. */
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

    /** It will never be whole again. */
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

    /** {@return a future of the caller's own, done once the agent is whole: at once if it is} */
    public CompletableFuture<Void> next() {
        synchronized (lock) {
            return next.copy();
        }
    }
}
