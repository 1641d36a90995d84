package io.deckhand.core.internal.link.sdk;

import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.Tap;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;

/**
 * How one connection says things to the hub. What was sent is acknowledged by completing its request; what throws was not sent.
 */
interface Wire {
    /** Subscribes to method calls, answers of the twin and desired properties. Blocks. */
    void subscribe(Duration atMost) throws Exception;

    void send(TelemetryMessage message, Request<Void> acknowledged) throws Exception;

    void answer(String requestId, MethodAnswer answer, Request<Void> acknowledged) throws Exception;

    /** Asks for the twin; the answer arrives at the {@link Tap}, and only a failure to send ends the request here. */
    void readTwin(String requestId, Request<byte[]> answered) throws Exception;

    /** Merges a patch into the reported properties; the answer arrives as above. */
    void report(String requestId, byte[] patch, Request<byte[]> answered) throws Exception;

    /** {@return how many messages may be under way at once without one overtaking another} */
    int telemetryWindow();

    /** {@return whether the hub can be told to deliver a message again} */
    boolean canAbandon();
}
