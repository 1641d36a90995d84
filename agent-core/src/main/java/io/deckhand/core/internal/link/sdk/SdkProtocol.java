package io.deckhand.core.internal.link.sdk;

import io.deckhand.Transport;

/** The two protocols of the SDK, by what its client of each does on its own. */
enum SdkProtocol {
    /** Paho notices that its socket was reset, but may forget who waits for the connection; a token lasts as long as a connection. */
    MQTT(true, false),
    /** Proton keeps its socket to itself, and names the better reason; it renews tokens within the connection. */
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
