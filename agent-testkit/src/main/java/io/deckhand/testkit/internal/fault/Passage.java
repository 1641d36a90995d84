package io.deckhand.testkit.internal.fault;

/** Sends one packet of a protocol adapter. */
@FunctionalInterface
public interface Passage {

    /** Sends the packet; may be called later, and then on the thread of the {@link Line}. */
    void pass();

    /** Sends the packet twice. */
    default void passTwice(Line line) {
        pass();
        pass();
    }

    /** {@return whether the protocol cannot duplicate this packet} */
    default boolean isOnceOnly() {
        return false;
    }

    /** {@return a packet that the protocol cannot duplicate} */
    static Passage onceOnly(Runnable pass) {
        return new Passage() {
            @Override
            public void pass() {
                pass.run();
            }

            @Override
            public boolean isOnceOnly() {
                return true;
            }
        };
    }
}
