package io.deckhand.testkit.internal.methods;

/** A connected device that takes direct methods. */
public interface MethodReceiver {

    /** Sends a call to the device; must not block. */
    void deliver(MethodCall call);
}
