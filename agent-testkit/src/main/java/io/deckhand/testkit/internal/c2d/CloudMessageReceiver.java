package io.deckhand.testkit.internal.c2d;

/** A connected device that takes cloud-to-device messages. */
public interface CloudMessageReceiver {

    /**
     * Sends a message to the device, unless it takes none now; must not block. The message stays in the queue until it is
     * settled with its lock token.
     *
     * @return whether it took the message; one that did not calls {@link CloudToDeviceMessageQueues#resume} when it can
     */
    boolean deliver(QueuedMessage message);

    /** {@return whether it loses a message that it does not settle in time, and not only when it goes} */
    boolean locksEnd();
}
