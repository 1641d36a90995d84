package io.deckhand.gateway.internal.link;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** The hub answered the CONNECT packet with a refusal. */
final class ConnectRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final MqttConnectReturnCode code;

    ConnectRefused(MqttConnectReturnCode code) {
        super("The hub refused the connection: " + code);
        this.code = code;
    }

    MqttConnectReturnCode code() {
        return code;
    }
}
