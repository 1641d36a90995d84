package io.deckhand.testkit.internal.c2d;

/** A connected device that receives cloud-to-device messages. */
public interface CloudMessageReceiver {

    /**
     * Sends a message to the device if it can take one now; must not block. The message stays in the queue until it is
     * settled with its lock token.
     *
     * @return whether it took the message; if not, the receiver calls {@link CloudToDeviceQueues#resume} when it can
     */
    boolean deliver(QueuedMessage message);

    /** {@return whether its locks expire, in addition to ending when it disconnects} */
    boolean locksEnd();
}
