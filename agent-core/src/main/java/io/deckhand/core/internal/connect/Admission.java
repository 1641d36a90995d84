package io.deckhand.core.internal.connect;

/** Decides when a connection attempt may begin, for agents that share a hub. May be called from any thread. */
public interface Admission {
    /** Lets every attempt begin immediately. */
    Admission AT_ONCE = new Admission() {
        @Override
        public void request(Runnable begin) {
            begin.run();
        }

        @Override
        public void over() {}
    };

    /**
     * Calls {@code begin} when it is this attempt's turn: immediately, or later on another thread. {@code begin} must
     * not block.
     */
    void request(Runnable begin);

    /** An admitted attempt has ended, successfully or not. */
    void over();
}
