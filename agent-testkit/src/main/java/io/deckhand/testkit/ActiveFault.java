package io.deckhand.testkit;

import io.deckhand.testkit.internal.fault.PacketFaults;

/**
 * An active packet fault. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class ActiveFault implements AutoCloseable {
    private final PacketFaults.Active active;

    ActiveFault(PacketFaults.Active active) {
        this.active = active;
    }

    /** {@return the number of packets it has been applied to so far} */
    public int strikes() {
        return active.strikes();
    }

    /** Ends the fault. Packets it has delayed are still delivered. */
    @Override
    public void close() {
        active.end();
    }
}
