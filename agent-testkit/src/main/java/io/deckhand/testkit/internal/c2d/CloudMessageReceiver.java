package io.deckhand.testkit.internal.c2d;

/** A connected device that takes cloud-to-device messages. */
public interface CloudMessageReceiver {

    /** Sends a message to the device; must not block. It stays in the queue until it is completed with its lock token. */
    void deliver(QueuedMessage message);
}
