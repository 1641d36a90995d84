package io.deckhand.core.internal.store;

/** Runs the commits of a store, which block. */
@FunctionalInterface
public interface StoreThreads {
    /** Runs a task after some milliseconds; throws {@link java.util.concurrent.RejectedExecutionException} once closed. */
    void after(long millis, Runnable task);
}
