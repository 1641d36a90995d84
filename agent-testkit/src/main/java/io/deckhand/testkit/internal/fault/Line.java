package io.deckhand.testkit.internal.fault;

import java.time.Duration;

/** The connection over which packets are sent. */
public interface Line {

    /**
     * Runs a task after a delay, followed by the protocol's own work, such as flushing. Does nothing if the connection
     * has ended.
     */
    void later(Runnable task, Duration delay);

    /** Resets the connection. */
    void cut();
}
