package io.deckhand.testkit.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MqttProtocolTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private LocalHub hub;
    private HubDevice device;
    private PahoDevice paho;

    @BeforeEach
    void createDevice() throws Exception {
        hub = fixture.hub();
        device = hub.createDevice("d1");
        paho = PahoDevice.of(hub, device);
    }

    @AfterEach
    void closeClient() throws Exception {
        paho.close();
    }

    @Test
    void aSessionIsPresentOnlyWhenOneWasKept() throws Exception {
        assertThat(paho.connect()).isFalse();
        paho.client().disconnect();

        assertThat(paho.connect()).isTrue();
        paho.client().disconnect();

        paho.options().setCleanSession(true);
        assertThat(paho.connect()).isFalse();
        paho.client().disconnect();

        paho.options().setCleanSession(false);
        assertThat(paho.connect()).isFalse();
    }

    @Test
    void anotherLevelThan311IsUnacceptable() {
        paho.options().setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1);

        assertRefused(1);
    }

    @Test
    void malformedCredentialsAreToldFromWrongOnes() {
        paho.password("no token");
        assertRefused(4);
    }

    @Test
    void aUserNameForAnotherDeviceIsMalformed() {
        paho.options().setUserName(hub.hostName() + "/d2/?api-version=2021-04-12");

        assertRefused(4);
    }

    @Test
    void aBadClientIdIsRejected() throws Exception {
        try (PahoDevice bad = new PahoDevice(hub, "not an id")) {
            bad.password("any");
            assertThatThrownBy(bad::connect)
                    .isInstanceOfSatisfying(
                            MqttException.class,
                            e -> assertThat(e.getReasonCode()).isEqualTo(2));
        }
    }

    @Test
    void aPolicyThatMayConnectDevicesActsAsAnyDevice() throws Exception {
        String ownerKey = PahoDevice.keyIn(hub.ownerConnectionString());
        String serviceKey = PahoDevice.keyIn(hub.serviceConnectionString());

        paho.password(PahoDevice.token(hub.hostName(), serviceKey, "&skn=service"));
        assertRefused(5);
        paho.password(PahoDevice.token(hub.hostName(), ownerKey, "&skn=iothubowner"));
        paho.connect();

        assertThat(device.isConnected()).isTrue();
    }

    @Test
    void aTokenForAnotherDeviceIsNotAuthorized() throws Exception {
        String key = PahoDevice.keyIn(device.connectionString());

        paho.password(PahoDevice.token(hub.hostName() + "/devices/d2", key, ""));

        assertRefused(5);
    }

    @Test
    void qualityOfServiceTwoIsGrantedAsOneAndClosesAPublisher() throws Exception {
        paho.connect();
        var token = paho.client().subscribeWithResponse("$iothub/methods/POST/#", 2);
        assertThat(token.getGrantedQos()).containsExactly(1);

        assertThatThrownBy(() -> paho.publish("devices/d1/messages/events/", "x", 2))
                .isInstanceOf(MqttException.class);

        await().until(() -> !device.isConnected());
    }

    @Test
    void publishingToATopicThatIsNotServedClosesTheConnection() throws Exception {
        paho.connect();

        assertThatThrownBy(() -> paho.publish("some/topic", "x", 1)).isInstanceOf(MqttException.class);

        await().until(() -> !device.isConnected());
    }

    @Test
    void subscribingToATopicThatIsNotServedClosesTheConnection() throws Exception {
        paho.connect();

        assertThatThrownBy(() -> paho.client().subscribe("devices/d2/messages/devicebound/#"))
                .isInstanceOf(MqttException.class);

        await().until(() -> !device.isConnected());
    }

    @Test
    void aWillIsSentWhenTheConnectionIsLostOnly() throws Exception {
        paho.options().setWill("devices/d1/messages/events/a=1", "gone".getBytes(StandardCharsets.UTF_8), 1, false);
        paho.connect();
        paho.client().disconnect();
        await().until(() -> !device.isConnected());
        assertThat(device.telemetry()).isEmpty();
        paho.connect();

        hub.faults().cut(device);

        TelemetryMessage will = device.awaitTelemetry(message -> true, SOON);
        assertThat(will.text()).isEqualTo("gone");
        assertThat(will.properties())
                .containsEntry("iothub-MessageType", "Will")
                .containsEntry("a", "1");
    }

    @Test
    void aDeviceThatKeepsQuietTooLongIsDropped() throws Exception {
        try (SSLSocket socket = (SSLSocket) hub.sslContext().getSocketFactory().createSocket(hub.hostName(), 8883)) {
            socket.setSoTimeout(10_000);
            long connecting = System.nanoTime();
            socket.getOutputStream().write(connectPacket(1));
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);

            assertThat(Duration.ofNanos(System.nanoTime() - connecting)).isGreaterThan(Duration.ofMillis(1400));
        }
        await().until(() -> !device.isConnected());
    }

    @Test
    void aSilencedConnectionStaysOpenAndAnswersNothing() throws Exception {
        paho.connect();
        paho.client().setTimeToWait(300);

        hub.faults().silence(device);

        assertThatThrownBy(() -> paho.publish("devices/d1/messages/events/", "unheard", 1))
                .isInstanceOf(MqttException.class);
        assertThat(device.isConnected()).isTrue();
        assertThat(device.telemetry()).isEmpty();
    }

    @Test
    void errorsOfTwinRequestsAlwaysHaveAJsonBody() throws Exception {
        paho.connect();
        paho.client().subscribe("$iothub/twin/res/#", 0);

        paho.publish("$iothub/twin/PATCH/properties/reported/?$rid=a1", "[1]", 0);
        assertThat(paho.next()).satisfies(received -> {
            assertThat(received.topic()).isEqualTo("$iothub/twin/res/400/?$rid=a1");
            assertThat(received.body()).startsWith("{\"errorCode\":400004,\"trackingId\":\"");
        });
        paho.publish("$iothub/twin/PATCH/properties/reported/?$rid=a2&$version=x", "{}", 0);
        assertThat(paho.next().topic()).isEqualTo("$iothub/twin/res/400/?$rid=a2");
        paho.publish("$iothub/twin/PATCH/properties/reported/?$rid=a3&$version=1", "{\"a\":1}", 0);
        assertThat(paho.next())
                .isEqualTo(new PahoDevice.Received("$iothub/twin/res/204/?$rid=a3&$version=2", "", false));
        paho.publish("$iothub/twin/GET/?$rid=a4", " ", 0);
        assertThat(paho.next().body())
                .isEqualTo("{\"desired\":{\"$version\":1},\"reported\":{\"a\":1,\"$version\":2}}");
    }

    @Test
    void malformedBytesDisturbNoOtherDevice() throws Exception {
        paho.connect();
        Random random = new Random(7);

        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                bytes[0] = 0x10; // What follows then is read as a CONNECT.
            }
            sendAndHangUp(bytes);
        }

        paho.publish("devices/d1/messages/events/", "still here", 1);
        assertThat(device.awaitTelemetry(message -> true, SOON).text()).isEqualTo("still here");
    }

    @Test
    void aRetainedMessageIsMarked() throws Exception {
        paho.connect();

        paho.client().publish("devices/d1/messages/events/", new byte[] {'x'}, 1, true);

        assertThat(device.awaitTelemetry(message -> true, SOON).properties()).containsEntry("mqtt-retain", "true");
    }

    /** {@return the bytes of a CONNECT, which no client library sends without pings after it} */
    private byte[] connectPacket(int keepAliveSeconds) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(4);
        out.writeByte(0b1100_0000); // A user name and a password.
        out.writeShort(keepAliveSeconds);
        out.writeUTF(paho.client().getClientId());
        out.writeUTF(paho.options().getUserName());
        out.writeUTF(new String(paho.options().getPassword()));
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write((body.size() & 0x7F) | 0x80);
        packet.write(body.size() >> 7);
        body.writeTo(packet);
        return packet.toByteArray();
    }

    private void sendAndHangUp(byte[] bytes) throws Exception {
        try (SSLSocket socket = (SSLSocket) hub.sslContext().getSocketFactory().createSocket(hub.hostName(), 8883)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }
    }

    private void assertRefused(int code) {
        assertThatThrownBy(paho::connect)
                .isInstanceOfSatisfying(
                        MqttException.class, e -> assertThat(e.getReasonCode()).isEqualTo(code));
    }
}
