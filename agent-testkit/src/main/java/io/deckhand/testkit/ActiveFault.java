package io.deckhand.testkit;

import io.deckhand.testkit.internal.fault.PacketFaults;

/**
 * A packet fault that is in force. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class ActiveFault implements AutoCloseable {
    private final PacketFaults.Active active;

    ActiveFault(PacketFaults.Active active) {
        this.active = active;
    }

    /** {@return how many packets it struck so far} */
    public int strikes() {
        return active.strikes();
    }

    /** Ends it; packets it delayed still come. */
    @Override
    public void close() {
        active.end();
    }
}
