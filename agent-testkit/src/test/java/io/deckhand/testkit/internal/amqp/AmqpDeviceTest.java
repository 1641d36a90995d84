package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.MovableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a device does over AMQP, except for cloud-to-device messages. */
@LocalHubTest
class AmqpDeviceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LocalHub hub;
    private final HubDevice device;
    private DeviceClient client;

    AmqpDeviceTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void makeClient() {
        client = client(device.connectionString(), "");
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void telemetryArrivesWithItsProperties() throws Exception {
        client.open(false);
        Message message = new Message("{\"t\":21}");
        message.setMessageId("m1");
        message.setCorrelationId("c1");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        message.setProperty("alert", "yes & no");

        client.sendEvent(message);

        TelemetryMessage received = device.awaitTelemetry(any -> true, SOON);
        assertThat(received.text()).isEqualTo("{\"t\":21}");
        assertThat(received.properties()).isEqualTo(Map.of("alert", "yes & no"));
        assertThat(received.systemProperties())
                .containsEntry("messageId", "m1")
                .containsEntry("correlationId", "c1")
                .containsEntry("contentType", "application/json")
                .containsEntry("contentEncoding", "utf-8")
                .containsEntry("iothub-connection-device-id", device.deviceId());
    }

    @Test
    void aMessageOfManyFramesArrivesWhole() throws Exception {
        client.open(false);

        client.sendEvent(new Message("x".repeat(250_000)));

        assertThat(device.awaitTelemetry(any -> true, SOON).text()).hasSize(250_000);
    }

    @Test
    void tooLargeAMessageIsRefusedAndTheNextOneTaken() throws Exception {
        client.open(false);

        assertThatThrownBy(() -> client.sendEvent(new Message("x".repeat(256 * 1024 + 1))))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE));
        client.sendEvent(new Message("small"));

        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("small");
    }

    @Test
    void aThrottledMessageIsRefusedAndAQuotaThatIsUsedUpIsToo() throws Exception {
        client.open(false);

        hub.faults().refuseRequests(device, 429_001);
        assertThatThrownBy(() -> client.sendEvent(new Message("too many")))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.THROTTLED));
        hub.faults().refuseRequests(device, 403_002);
        assertThatThrownBy(() -> client.sendEvent(new Message("beyond the quota")))
                .isInstanceOf(IotHubClientException.class);
        hub.faults().acceptRequests();

        assertThat(device.isConnected()).isTrue();
        assertThat(device.telemetry()).isEmpty();
    }

    @Test
    void moreMessagesThanCreditAllArrive() throws Exception {
        client.open(false);
        int count = 1500;
        Set<String> expected =
                IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toSet());

        for (String text : expected) {
            client.sendEventAsync(new Message(text), (sent, failure, context) -> {}, null);
        }

        await().atMost(SOON).until(() -> device.telemetry().size() == count);
        // In no order: the SDK puts some of them at the end of its queue again.
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aMethodReturnsWhatTheDeviceAnswers() throws Exception {
        client.open(false);
        client.subscribeToMethods(
                (name, payload, context) ->
                        new DirectMethodResponse(201, Map.of(name, payload.getPayloadAsJsonElement())),
                null);

        assertThat(device.invoke("reboot", "{\"delay\":5}"))
                .isEqualTo(new MethodResult(201, "{\"reboot\":{\"delay\":5}}"));
        assertThat(device.invoke("large", "\"" + "x".repeat(100_000) + "\"").payload())
                .hasSizeGreaterThan(100_000);
    }

    @Test
    void aMethodOfADeviceThatTakesNoneFails() throws Exception {
        client.open(false);

        assertThatThrownBy(() -> device.invoke("reboot", "")).hasMessageContaining("404103");
    }

    @Test
    void theTwinIsReadReportedAndWatched() throws Exception {
        Queue<Long> versions = new ConcurrentLinkedQueue<>();
        device.patchDesired("{\"t\":20}");
        client.open(false);
        client.subscribeToDesiredProperties(
                (twin, context) ->
                        versions.add((long) twin.getDesiredProperties().getVersion()),
                null);

        Twin twin = HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
        TwinCollection report = new TwinCollection();
        report.put("on", true);
        HubFixture.answered(() -> client.updateReportedProperties(report, HubFixture.ANSWER_MILLIS));
        device.patchDesired("{\"t\":21}");

        assertThat(twin.getDesiredProperties().getVersion()).isEqualTo(2);
        assertThat(device.reported()).startsWith("{\"on\":true,");
        await().atMost(SOON).until(() -> versions.contains(3L));
        assertThat(versions).containsExactly(3L);
    }

    @Test
    void aReportTheTwinCannotHoldIsAnErrorWithItsStatus() throws Exception {
        client.open(false);
        client.subscribeToDesiredProperties((twin, context) -> {}, null);
        TwinCollection report = new TwinCollection();
        report.put("text", "x".repeat(5000));

        assertThatThrownBy(() ->
                        HubFixture.answered(() -> client.updateReportedProperties(report, HubFixture.ANSWER_MILLIS)))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.BAD_FORMAT));
        assertThat(device.reported()).isEqualTo("{\"$version\":1}");
    }

    @Test
    void theModelIsKnownToTheTwin() throws Exception {
        client.close();
        client = client(device.connectionString(), "dtmi:com:example:Thermostat;1");

        client.open(false);

        assertThat(device.twin()).contains("\"modelId\":\"dtmi:com:example:Thermostat;1\"");
    }

    @Test
    void aWrongKeyIsNotAuthorized() {
        client.close();
        client = client(device.connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA"), "");

        assertUnauthorized();
    }

    @Test
    void aDisabledDeviceIsNotAuthorizedAndOneThatIsConnectedLosesItsConnection() throws Exception {
        Queue<IotHubConnectionStatus> seen = statuses();
        client.open(false);

        device.disable();

        await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isFalse();
        client.close();
        client = client(device.connectionString(), "");
        assertUnauthorized();
    }

    @Test
    void itIsConnectedUntilItCloses() throws Exception {
        assertThat(device.isConnected()).isFalse();

        client.open(false);
        assertThat(device.isConnected()).isTrue();
        assertThat(hub.faults().connects(device)).isEqualTo(1);

        client.close();
        await().atMost(SOON).until(() -> !device.isConnected());
    }

    @Test
    void aCutIsSeenAtOnce() throws Exception {
        Queue<IotHubConnectionStatus> seen = statuses();
        client.open(false);

        hub.faults().cut(device);

        await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isFalse();
    }

    @Test
    void aConnectionOverAnotherProtocolTakesItsPlace() throws Exception {
        Queue<IotHubConnectionStatus> seen = statuses();
        client.open(false);
        DeviceClient newcomer = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.MQTT);

        newcomer.open(false);

        await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isTrue();
        newcomer.close();
    }

    @Test
    void aSilentConnectionIsNoticedByAnIdleTimeOut() throws Exception {
        client.close();
        client = new DeviceClient(
                device.connectionString(),
                IotHubClientProtocol.AMQPS,
                ClientOptions.builder()
                        .sslContext(hub.sslContext())
                        .keepAliveInterval(1)
                        .build());
        client.setRetryPolicy(new NoRetry());
        Queue<IotHubConnectionStatus> seen = statuses();
        client.open(false);

        hub.faults().silence(device);

        await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
    }

    @Test
    void aConnectionIsEndedWhenItsTokenExpires() throws Exception {
        client.close();
        MovableClock clock = new MovableClock();
        try (LocalHub moved = LocalHub.builder().clock(clock).start()) {
            HubDevice itsDevice = moved.createDevice("d1");
            client = HubFixture.client(moved, itsDevice.connectionString(), IotHubClientProtocol.AMQPS);
            Queue<IotHubConnectionStatus> seen = statuses();
            client.open(false);

            clock.forward(Duration.ofHours(2));

            await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
            assertThat(itsDevice.isConnected()).isFalse();
        }
    }

    @Test
    void aStoppedHubIsSeenAndAStartedOneIsFoundAgain() throws Exception {
        client.close();
        try (LocalHub stopped = LocalHub.start()) {
            HubDevice itsDevice = stopped.createDevice("d1");
            client = HubFixture.client(stopped, itsDevice.connectionString(), IotHubClientProtocol.AMQPS);
            Queue<IotHubConnectionStatus> seen = statuses();
            client.open(false);

            stopped.stop();
            await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
            stopped.startAgain();
            client.close();
            client.open(false);

            assertThat(itsDevice.isConnected()).isTrue();
        }
    }

    @Test
    void refusedConnectionsAreAnsweredWithWhatComesClosestToTheChosenCode() throws Exception {
        client.close();
        try (LocalHub refusing = LocalHub.start()) {
            HubDevice itsDevice = refusing.createDevice("d1");
            client = HubFixture.client(refusing, itsDevice.connectionString(), IotHubClientProtocol.AMQPS);
            refusing.faults().refuseConnections(3);
            assertThatThrownBy(() -> client.open(false))
                    .isInstanceOfSatisfying(
                            IotHubClientException.class,
                            e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.SERVER_BUSY));
            client.close();
            client = HubFixture.client(refusing, itsDevice.connectionString(), IotHubClientProtocol.AMQPS);
            refusing.faults().refuseConnections(5);
            assertUnauthorized();
            client.close();
            client = HubFixture.client(refusing, itsDevice.connectionString(), IotHubClientProtocol.AMQPS);
            refusing.faults().acceptConnections();

            client.open(false);

            assertThat(itsDevice.isConnected()).isTrue();
            assertThat(refusing.faults().connects(itsDevice)).isEqualTo(3);
        }
    }

    private DeviceClient client(String connectionString, String modelId) {
        ClientOptions.ClientOptionsBuilder options = ClientOptions.builder().sslContext(hub.sslContext());
        if (!modelId.isEmpty()) {
            options.modelId(modelId);
        }
        DeviceClient made = new DeviceClient(connectionString, IotHubClientProtocol.AMQPS, options.build());
        made.setRetryPolicy(new NoRetry());
        return made;
    }

    private void assertUnauthorized() {
        assertThatThrownBy(() -> client.open(false))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.UNAUTHORIZED));
    }

    private Queue<IotHubConnectionStatus> statuses() {
        Queue<IotHubConnectionStatus> seen = new ConcurrentLinkedQueue<>();
        client.setConnectionStatusChangeCallback(change -> seen.add(change.getNewStatus()), null);
        return seen;
    }
}
