package io.deckhand.core.internal.link.sdk;

import io.deckhand.Transport;

/** The two protocols of the SDK, with the differences between its clients. */
enum SdkProtocol {
    /**
     * Paho notices that its socket was reset, but may never wake the thread that waits for the connection. A connection
     * lasts as long as its token.
     */
    MQTT(true, false),
    /**
     * Proton does not give access to its socket, and reports the better reason. Tokens are renewed within the
     * connection.
     */
    AMQP(false, true);

    private final boolean noticesReset;
    private final boolean renewsToken;

    SdkProtocol(boolean noticesReset, boolean renewsToken) {
        this.noticesReset = noticesReset;
        this.renewsToken = renewsToken;
    }

    static SdkProtocol of(Transport transport) {
        return switch (transport) {
            case MQTT, MQTT_WS -> MQTT;
            case AMQPS, AMQPS_WS -> AMQP;
        };
    }

    boolean noticesReset() {
        return noticesReset;
    }

    boolean renewsToken() {
        return renewsToken;
    }
}
