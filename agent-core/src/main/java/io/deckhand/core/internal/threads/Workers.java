package io.deckhand.core.internal.threads;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The threads that one agent uses: its own, or its share of a gateway's. All methods may be called from any thread. */
public interface Workers {
    /**
     * Runs application code.
     *
     * @throws java.util.concurrent.RejectedExecutionException once closed
     */
    void runHandler(Runnable task);

    /** Runs a short step of the agent, which does not block; throws as above. */
    void runStep(Runnable task);

    /** Runs a task that blocks for seconds, such as opening a connection, on a thread of its own. */
    void runBlocking(Runnable task);

    /**
     * Runs a non-blocking task after a delay.
     *
     * @throws java.util.concurrent.RejectedExecutionException once closed
     */
    ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit);

    /** Starts no more tasks, and interrupts running ones. Does not wait for them: a handler may never return. */
    void close();
}
