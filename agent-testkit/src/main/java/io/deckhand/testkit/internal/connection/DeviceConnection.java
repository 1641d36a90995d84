package io.deckhand.testkit.internal.connection;

import java.time.Instant;

/** A device's live connection, over whatever protocol. Its methods may be called by any thread and do not block. */
public interface DeviceConnection {

    String deviceId();

    /** {@return such as {@code MQTT} or {@code AMQP over WebSocket}} */
    String protocol();

    /** {@return where the device is} */
    String address();

    /** {@return why the connection ended, as the end of a sentence} */
    String ending();

    /** {@return when the device's token ends, and the connection with it} */
    Instant authorizedUntil();

    /** Ends the connection; {@link CloseReason#CUT} and {@link CloseReason#HUB_STOPPING} by a reset of its socket. */
    void close(CloseReason reason);

    /** Keeps the socket open and from now on takes nothing in and gives nothing out, like a half-open connection. */
    void silence();
}
