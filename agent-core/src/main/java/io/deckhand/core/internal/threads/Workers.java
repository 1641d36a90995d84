package io.deckhand.core.internal.threads;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The threads that one agent works with: its own, or its share of those of a gateway. All methods may be called from any thread. */
public interface Workers {
    /**
     * Runs code of the application.
     *
     * @throws java.util.concurrent.RejectedExecutionException once closed
     */
    void runHandler(Runnable task);

    /** Runs a short step of the agent's own, which does not block; as above. */
    void runStep(Runnable task);

    /** Runs what blocks for seconds, such as the opening of a connection, on a thread for it alone. */
    void runBlocking(Runnable task);

    /**
     * Runs a task that only hands over, after a while.
     *
     * @throws java.util.concurrent.RejectedExecutionException once closed
     */
    ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit);

    /** Begins no more tasks, and interrupts those that run. Does not wait: a handler may never return. */
    void close();
}
