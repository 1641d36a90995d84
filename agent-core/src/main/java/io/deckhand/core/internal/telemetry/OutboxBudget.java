package io.deckhand.core.internal.telemetry;

/** Memory that outboxes of several agents share, beside the limits that each has for itself. Called from any thread; never blocks. */
public interface OutboxBudget {
    /** Of an agent by itself: its own limits are all there is. */
    OutboxBudget UNLIMITED = () -> new Account() {
        @Override
        public boolean hasRoom(int more) {
            return true;
        }

        @Override
        public void holds(long bytes) {}
    };

    /** What one outbox holds of it. */
    interface Account {
        /** {@return whether a message of so many bytes may be added} */
        boolean hasRoom(int more);

        /** The outbox holds so many bytes now. */
        void holds(long bytes);
    }

    /** {@return an account for one more outbox, which holds nothing} */
    Account open();
}
