package io.deckhand.core.internal.link.sdk;

import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.Tap;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;

/**
 * Sends requests to the hub on one connection. The acknowledgement completes the request; a method that throws has sent
 * nothing.
 */
interface Wire {
    /** Subscribes to method calls, twin answers and desired-property patches. Blocks. */
    void subscribe(Duration atMost) throws Exception;

    /** Everything that opening sends has been sent: from now on the connection may sleep until something happens. */
    default void rest() {}

    void send(TelemetryMessage message, Request<Void> acknowledged) throws Exception;

    void answer(String requestId, MethodAnswer answer, Request<Void> acknowledged) throws Exception;

    /** Requests the twin. The answer arrives at the {@link Tap}; only a failure to send completes the request here. */
    void readTwin(String requestId, Request<byte[]> answered) throws Exception;

    /** Sends a patch of the reported properties; the answer arrives in the same way. */
    void report(String requestId, byte[] patch, Request<byte[]> answered) throws Exception;

    /** {@return whether the connection carries requests for certificates and their answers} */
    default boolean renewsCertificates() {
        return false;
    }

    /** Requests a certificate; the answers arrive at the {@link Tap}. */
    default void requestCertificate(String requestId, byte[] body, Request<Void> acknowledged) throws Exception {
        throw new UnsupportedOperationException("Certificates are requested over MQTT");
    }

    /** {@return how many messages may be unacknowledged at once without being reordered} */
    int telemetryWindow();

    /** {@return whether a message can be abandoned, so that the hub delivers it again} */
    boolean canAbandon();
}
