package io.deckhand.testkit.internal.fault;

/** How a protocol adapter lets one packet pass. */
@FunctionalInterface
public interface Passage {

    /** Sends the packet on; may be called later, and then on a thread of the {@link Line}. */
    void pass();

    /** Sends the packet on twice. */
    default void passTwice(Line line) {
        pass();
        pass();
    }

    /** {@return whether the protocol has no way to say this twice} */
    default boolean isOnceOnly() {
        return false;
    }

    /** {@return a packet that the protocol has no way to say twice} */
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
