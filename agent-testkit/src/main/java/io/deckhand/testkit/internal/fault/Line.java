package io.deckhand.testkit.internal.fault;

import java.time.Duration;

/** The connection on which packets pass. */
public interface Line {

    /** Does something a while later, with all that the protocol needs done after it; nothing if the connection is gone. */
    void later(Runnable task, Duration delay);

    /** Resets the connection. */
    void cut();
}
