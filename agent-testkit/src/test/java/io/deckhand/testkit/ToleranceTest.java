package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.deckhand.testkit.fixture.BareSocket;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients for C and other languages write and read otherwise than the Java SDK does. */
@LocalHubTest
class ToleranceTest {
    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "MQTT", "AMQPWSB10", "amqpwsb10", "unknown, Mqtt"})
    void aSubProtocolIsServedWhateverItsCaseAndNamedAsTheClientDoes(String name, LocalHub hub) throws Exception {
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(handshake(hub, name));

            String asked = name.substring(name.lastIndexOf(' ') + 1);
            assertThat(client.headers())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("\r\nsec-websocket-protocol: ")
                    .contains(": " + asked + "\r\n");
        }
    }

    @Test
    void anUnknownSubProtocolIsRefusedWithTheKnownOnes(LocalHub hub) throws Exception {
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(handshake(hub, "stomp"));

            assertThat(client.headers()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aMessageOverHttpsHasItsLockAndContentTypeInTheSpellingsOfTheRealHub(LocalHub hub, HubDevice device)
            throws Exception {
        device.sendCloudToDevice(
                new CloudToDeviceMessage("{}", Map.of(), null, null, "application/json", "utf-8", Duration.ofHours(1)));
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(("GET /devices/" + device.deviceId()
                            + "/messages/deviceBound?api-version=2020-09-30 HTTP/1.1\r\n" + "Host: " + hub.hostName()
                            + "\r\nAuthorization: " + PahoDevice.token(hub, device) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(client.headers())
                    .containsPattern("\r\nETag: \"[0-9a-f]+\"\r\n")
                    .contains("\r\nContentType: application/json\r\n")
                    .contains("\r\nContentEncoding: utf-8\r\n")
                    .contains("\r\niothub-contenttype: application/json\r\n");
        }
    }

    @Test
    void anEntityTagIsSpelledAsTheRealHubDoes(LocalHub hub, HubDevice device) throws Exception {
        String token = ServiceClients.sas(hub.ownerConnectionString()).getSignature();
        try (BareSocket client = BareSocket.tls(hub, hub.ports().https())) {
            client.write(("GET /devices/" + device.deviceId() + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + token
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(client.headers()).contains("\r\nETag: \"");
        }
    }

    @Test
    void telemetryOverHttpsMayNameItsContentTypeEitherWay(LocalHub hub, HubDevice device) throws Exception {
        String path = "/devices/" + device.deviceId() + "/messages/events";
        PlainHttp.of(hub, device)
                .send("POST", path, "{}", "ContentType", "application/json", "ContentEncoding", "utf-8");

        TelemetryMessage sent = device.awaitTelemetry(any -> true, Duration.ofSeconds(20));
        assertThat(sent.systemProperties())
                .containsEntry("contentType", "application/json")
                .containsEntry("contentEncoding", "utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?api-version=2021-04-12", "/api-version=2016-11-14", "/?", "/", ""})
    void aDeviceConnectsWhateverItsUserNameSaysOfAVersion(String end, LocalHub hub, HubDevice device) {
        assertThatCode(() -> BareSocket.mqtt(hub, device, end).close()).doesNotThrowAnyException();
    }

    /** The subscription's acknowledgement comes first, then that of the request, then the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"$iothub/twin/GET/?$rid=1", "$iothub/twin/PATCH/properties/reported/?$rid=1"})
    void aTwinRequestOverMqttIsAcknowledgedBeforeItIsAnswered(String topic, LocalHub hub, HubDevice device)
            throws Exception {
        try (BareSocket client = BareSocket.mqtt(hub, device)) {
            client.write(BareSocket.subscribe("$iothub/twin/res/#"));
            assertThat(client.next(5)).startsWith(0x90, 3, 0, 1);

            client.write(BareSocket.publishAtLeastOnce(topic));

            assertThat(client.next(4)).containsExactly(0x40, 2, 0, 7);
            assertThat(client.next(1)).containsExactly(0x30);
        }
    }

    @Test
    void aTwinRequestIsAcknowledgedFirstAlsoWhereNothingIsHeldBack() throws Exception {
        try (LocalHub hub = LocalHub.builder().acknowledgeAfter(Duration.ZERO).start()) {
            aTwinRequestOverMqttIsAcknowledgedBeforeItIsAnswered(
                    "$iothub/twin/GET/?$rid=1", hub, hub.createDevice("d1"));
        }
    }

    private static byte[] handshake(LocalHub hub, String subProtocol) {
        return String.join(
                        "\r\n",
                        "GET /$iothub/websocket HTTP/1.1",
                        "Host: " + hub.hostName().toLowerCase(Locale.ROOT),
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==",
                        "Sec-WebSocket-Protocol: " + subProtocol,
                        "Sec-WebSocket-Version: 13",
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
