package io.deckhand.core.internal.connect;

/** Says when an attempt to connect may begin, where many agents share a hub. May be called from any thread. */
public interface Admission {
    /** Lets every attempt begin at once. */
    Admission AT_ONCE = new Admission() {
        @Override
        public void request(Runnable begin) {
            begin.run();
        }

        @Override
        public void over() {}
    };

    /** Calls {@code begin}, which only hands over, when it is this attempt's turn: at once, or later on another thread. */
    void request(Runnable begin);

    /** An attempt whose turn has come is over, whatever became of it. */
    void over();
}
