package io.deckhand.testkit.internal.methods;

/** A connected device that has subscribed to direct methods. */
public interface MethodReceiver {

    /** Sends a call to the device; must not block. */
    void deliver(MethodCall call);
}
