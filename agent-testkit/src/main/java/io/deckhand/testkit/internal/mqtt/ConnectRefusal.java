package io.deckhand.testkit.internal.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** A CONNECT is refused. */
final class ConnectRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final MqttConnectReturnCode code;

    ConnectRefusal(MqttConnectReturnCode code, String message) {
        super(message);
        this.code = code;
    }

    MqttConnectReturnCode code() {
        return code;
    }
}
