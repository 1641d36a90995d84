package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;
import java.util.Optional;

/** Receives everything that arrives on a connection, on threads of the SDK: implementations only enqueue. */
public interface Tap {
    /** A direct method was called; {@code payload} is empty if the call has none. */
    void methodCalled(String requestId, String method, byte[] payload);

    /** A request to the twin was answered. */
    void twinAnswered(String requestId, int status, byte[] body);

    /** A request for a certificate was answered. */
    void certificateAnswered(String requestId, int status, byte[] body);

    void desiredChanged(byte[] patch);

    /**
     * A message arrived: a cloud-to-device message, or one to an input of a module. {@code settlement} settles it, from
     * any thread.
     */
    void messageArrived(Optional<String> input, CloudMessage message, Settlement settlement);

    /**
     * The connection was lost, and pending requests will not be answered. While the SDK opens a connection, it does not
     * always notice.
     */
    void connectionLost(Throwable cause);
}
