package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.amqp.AmqpProtocol;
import io.deckhand.testkit.internal.mqtt.MqttProtocol;

/**
 * The requested ports of a hub.
 *
 * @param https 443, which falls back to a free port if it cannot be bound; or another port; or 0 for a free port
 */
public record PortsWanted(StreamPort mqtt, StreamPort amqp, int https) {
    public static PortsWanted standard() {
        return new PortsWanted(
                StreamPort.standard(MqttProtocol.PORT),
                StreamPort.standard(AmqpProtocol.PORT),
                HttpsServer.STANDARD_PORT);
    }

    public PortsWanted withMqtt(StreamPort other) {
        return new PortsWanted(other, amqp, https);
    }

    public PortsWanted withAmqp(StreamPort other) {
        return new PortsWanted(mqtt, other, https);
    }

    public PortsWanted withHttps(int other) {
        return new PortsWanted(mqtt, amqp, other);
    }
}
