package io.deckhand.core.internal.telemetry;

/**
 * Memory that the outboxes of several agents share, in addition to each one's own limits. May be called from any
 * thread; never blocks.
 */
public interface OutboxBudget {
    /** The budget of a standalone agent: only its own limits apply. */
    OutboxBudget UNLIMITED = () -> new Account() {
        @Override
        public boolean hasRoom(int more) {
            return true;
        }

        @Override
        public void holds(long bytes) {}
    };

    /** The share of one outbox. */
    interface Account {
        /** {@return whether a message of {@code more} bytes may be added} */
        boolean hasRoom(int more);

        /** Sets how many bytes the outbox holds now. */
        void holds(long bytes);
    }

    /** {@return an account for one more outbox, which is empty} */
    Account open();
}
