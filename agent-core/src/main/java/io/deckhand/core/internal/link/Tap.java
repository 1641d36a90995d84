package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;

/** Where a connection puts what arrives on it, on threads of the SDK: implementations only enqueue. */
public interface Tap {
    /** A direct method was called; {@code payload} is empty where there is none. */
    void methodCalled(String requestId, String method, byte[] payload);

    /** A request to the twin was answered. */
    void twinAnswered(String requestId, int status, byte[] body);

    void desiredChanged(byte[] patch);

    /** A cloud-to-device message; {@code settlement} tells the hub what became of it, from any thread. */
    void messageArrived(CloudMessage message, Settlement settlement);

    /** The connection is gone, and nothing that was sent is going to be answered. The SDK does not always hear it while it opens. */
    void connectionLost(Throwable cause);
}
