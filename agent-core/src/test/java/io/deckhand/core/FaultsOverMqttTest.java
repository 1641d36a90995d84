package io.deckhand.core;

import io.deckhand.Transport;

/** Every fault over MQTT, the main ones over MQTT_WS. */
class FaultsOverMqttTest extends FaultMatrix {
    FaultsOverMqttTest() {
        super(Transport.MQTT, Transport.MQTT_WS);
    }
}
