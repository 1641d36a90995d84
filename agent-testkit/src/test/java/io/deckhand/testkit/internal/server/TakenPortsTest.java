package io.deckhand.testkit.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPorts;
import io.deckhand.testkit.HubProtocol;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.BareSocket;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.internal.amqp.AmqpProtocol;
import io.deckhand.testkit.internal.mqtt.MqttProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Ports that another program has, that the user names, and that are not wanted. */
class TakenPortsTest {
    private final String host = LoopbackAddress.findFree(PortsWanted.standard());

    @Test
    void aTakenPortCostsItsProtocolAndNotTheHub() throws Exception {
        try (ServerSocket other = taken(AmqpProtocol.PORT);
                LocalHub hub = builder().start()) {
            assertThat(hub.ports().amqp()).isZero();
            assertConnectsOverMqtt(hub);

            other.close();
            hub.restart();
            assertThat(hub.ports().amqp()).isEqualTo(AmqpProtocol.PORT);
        }
        try (ServerSocket other = taken(MqttProtocol.PORT);
                LocalHub hub = builder().start()) {
            assertThat(hub.ports())
                    .isEqualTo(new HubPorts(0, AmqpProtocol.PORT, hub.ports().https()));
            assertThat(other.isBound()).isTrue();
        }
    }

    @Test
    void aHubWithoutAnyOfItsProtocolsIsNotStartedAndSaysWhatElseToUse() throws Exception {
        try (ServerSocket mqtt = taken(MqttProtocol.PORT);
                ServerSocket amqp = taken(AmqpProtocol.PORT)) {
            assertThatThrownBy(() -> builder().start().close())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("Cannot serve MQTT on " + host + ":8883.")
                    .hasMessageContainingAll("host(...)", "mqttPort(...)", "--mqtt-port", "without(HubProtocol.MQTT)");
            try (LocalHub hub =
                    builder().without(HubProtocol.MQTT, HubProtocol.AMQP).start()) {
                assertThat(hub.ports()).isEqualTo(new HubPorts(0, 0, hub.ports().https()));
            }
            assertThat(mqtt.isBound() && amqp.isBound()).isTrue();
        }
    }

    @Test
    void aNamedPortIsServedAndKeptOverRestarts() throws Exception {
        try (LocalHub hub = builder().mqttPort(0).amqpPort(0).start()) {
            HubPorts ports = hub.ports();
            assertThat(ports.mqtt()).isPositive().isNotEqualTo(MqttProtocol.PORT);
            assertThat(ports.amqp()).isPositive().isNotEqualTo(AmqpProtocol.PORT);

            hub.restart();

            assertThat(hub.ports()).isEqualTo(ports);
        }
    }

    @Test
    void aNamedPortThatIsTakenIsNotDoneWithout() throws Exception {
        try (ServerSocket other = taken(0)) {
            assertThatThrownBy(() ->
                            builder().amqpPort(other.getLocalPort()).start().close())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("Cannot serve AMQP on " + host + ":" + other.getLocalPort());
        }
    }

    @Test
    void aProtocolThatIsLeftOutIsNotServedOverWebSocketEither() throws Exception {
        try (LocalHub hub = builder().without(HubProtocol.AMQP).start()) {
            assertThat(hub.ports().amqp()).isZero();
            assertThat(upgrade(hub, MqttProtocol.WEB_SOCKET_PROTOCOL)).startsWith("HTTP/1.1 101");
            assertThat(upgrade(hub, AmqpProtocol.WEB_SOCKET_PROTOCOL)).doesNotStartWith("HTTP/1.1 101");
        }
    }

    private LocalHub.Builder builder() {
        return LocalHub.builder().host(host).httpsPort(0);
    }

    private ServerSocket taken(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(host, port));
        return socket;
    }

    private static void assertConnectsOverMqtt(LocalHub hub) throws Exception {
        HubDevice device = hub.createDevice("d1");
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            assertThat(device.isConnected()).isTrue();
        }
    }

    private static String upgrade(LocalHub hub, String protocol) throws IOException {
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(("GET /$iothub/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return client.headers();
        }
    }
}
