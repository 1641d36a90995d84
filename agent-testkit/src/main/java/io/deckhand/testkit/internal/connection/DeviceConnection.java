package io.deckhand.testkit.internal.connection;

import java.time.Instant;

/** A device's connection, over any protocol. Its methods may be called by any thread and do not block. */
public interface DeviceConnection {

    String deviceId();

    /** {@return such as {@code MQTT} or {@code AMQP over WebSocket}} */
    String protocol();

    /** {@return the device's address} */
    String address();

    /** {@return the reason for the end of the connection, as the end of a sentence} */
    String ending();

    /** {@return when the device's authorization expires, which ends the connection} */
    Instant authorizedUntil();

    /** Closes the connection; {@link CloseReason#CUT} and {@link CloseReason#HUB_STOPPING} reset its socket. */
    void close(CloseReason reason);

    /** Keeps the socket open but stops reading and writing, like a half-open connection. */
    void silence();
}
