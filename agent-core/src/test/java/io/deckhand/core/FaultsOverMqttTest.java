package io.deckhand.core;

import io.deckhand.Transport;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every fault over MQTT, the main ones over MQTT_WS. */
@ResourceLock("the hub of FaultsOverMqttTest") // most faults befall the whole hub
class FaultsOverMqttTest extends FaultMatrix {
    FaultsOverMqttTest() {
        super(Transport.MQTT, Transport.MQTT_WS);
    }
}
