package io.deckhand.gateway.internal;

import io.deckhand.core.internal.telemetry.OutboxBudget;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the messages of all devices: a device may hold as much as is still free. So a single device that floods
 * gets half, two get a third each, and room always remains for devices that hold little.
 */
public final class SharedBudget implements OutboxBudget {
    private final AtomicLong free;

    public SharedBudget(long bytes) {
        free = new AtomicLong(bytes);
    }

    @Override
    public Account open() {
        return new Holder();
    }

    private final class Holder implements Account {
        private long held; // guarded by the outbox's lock

        @Override
        public boolean hasRoom(int more) {
            return held + more <= free.get();
        }

        @Override
        public void holds(long bytes) {
            free.addAndGet(held - bytes);
            held = bytes;
        }
    }
}
