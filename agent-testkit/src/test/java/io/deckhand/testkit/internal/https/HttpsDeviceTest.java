package io.deckhand.testkit.internal.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.PlainHttp;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What devices do over HTTPS. */
@LocalHubTest
class HttpsDeviceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LocalHub hub;
    private final HubDevice device;
    private final List<Message> received = new CopyOnWriteArrayList<>();

    HttpsDeviceTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @Test
    void telemetryArrivesWithItsPropertiesByteForByte() throws Exception {
        byte[] body = new byte[256];
        IntStream.range(0, body.length).forEach(i -> body[i] = (byte) i);
        Message message = new Message(body);
        message.setMessageId("m1");
        message.setCorrelationId("c1");
        message.setContentType("application/octet-stream");
        message.setContentEncoding("none");
        message.setProperty("alert", "yes & no");
        DeviceClient client = open(device.connectionString(), IotHubMessageResult.COMPLETE);

        client.sendEvent(message);

        TelemetryMessage got = device.awaitTelemetry(any -> true, SOON);
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.properties()).isEqualTo(Map.of("alert", "yes & no"));
        assertThat(got.systemProperties())
                .containsEntry("messageId", "m1")
                .containsEntry("correlationId", "c1")
                .containsEntry("contentType", "application/octet-stream")
                .containsEntry("contentEncoding", "none")
                .containsEntry("iothub-connection-device-id", device.deviceId());
        client.close();
    }

    @Test
    void aBatchArrivesAsItsMessages() throws Exception {
        Message second = new Message("2");
        second.setProperty("number", "two");
        DeviceClient client = open(device.connectionString(), IotHubMessageResult.COMPLETE);

        client.sendEvents(List.of(new Message("1"), second));

        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("1", "2");
        assertThat(device.telemetry().get(1).properties()).isEqualTo(Map.of("number", "two"));
        client.close();
    }

    @Test
    void whatTheHubDoesNotTakeHasItsStatus() throws Exception {
        DeviceClient client = open(device.connectionString(), IotHubMessageResult.COMPLETE);
        assertRefused(client, new Message("x".repeat(256 * 1024 + 1)), IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE);
        client.close();
        String wrongKey = device.connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA");
        DeviceClient stranger = open(wrongKey, IotHubMessageResult.COMPLETE);
        assertRefused(stranger, new Message("x"), IotHubStatusCode.UNAUTHORIZED);
        stranger.close();
        assertThat(device.telemetry()).isEmpty();
    }

    @Test
    void aMessageArrivesWithItsPropertiesAndIsCompleted() throws Exception {
        device.sendCloudToDevice(new CloudToDeviceMessage(
                "open", Map.of("valve", "7 & 8"), "m1", "c1", "application/json", "utf-8", Duration.ofMinutes(1)));

        DeviceClient client = open(device.connectionString(), IotHubMessageResult.COMPLETE);

        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).singleElement().satisfies(got -> {
            assertThat(new String(got.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET))
                    .isEqualTo("open");
            assertThat(got.getMessageId()).isEqualTo("m1");
            assertThat(got.getCorrelationId()).isEqualTo("c1");
            assertThat(got.getProperty("valve")).isEqualTo("7 & 8");
        });
        client.close();
    }

    @Test
    void aRejectedMessageIsGone() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("unwanted"));

        DeviceClient client = open(device.connectionString(), IotHubMessageResult.REJECT);

        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).hasSize(1);
        client.close();
    }

    @Test
    void anAbandonedMessageComesTenTimesAndIsGone() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("not now"));

        DeviceClient client = open(device.connectionString(), IotHubMessageResult.ABANDON);

        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).hasSize(10);
        client.close();
    }

    @Test
    void aMessageIsLockedWhileADeviceHasItAndALostLockIsPreconditionFailed() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("once"));

        HttpResponse<String> first = call("GET", "/messages/devicebound");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("iothub-deliverycount")).hasValue("0");
        assertThat(call("GET", "/messages/devicebound").statusCode()).isEqualTo(204);
        String lock = first.headers().firstValue("ETag").orElseThrow().replace("\"", "");

        assertThat(call("POST", "/messages/devicebound/" + lock + "/abandon").statusCode())
                .isEqualTo(204);
        HttpResponse<String> late = call("DELETE", "/messages/devicebound/" + lock);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.body()).contains("ErrorCode:DeviceMessageLockLost");
        HttpResponse<String> second = call("GET", "/messages/devicebound");
        assertThat(second.headers().firstValue("iothub-deliverycount")).hasValue("1");
        String again = second.headers().firstValue("ETag").orElseThrow().replace("\"", "");
        assertThat(call("DELETE", "/messages/devicebound/" + again + "?reject").statusCode())
                .isEqualTo(204);
        assertThat(device.pendingCloudToDevice()).isZero();
    }

    @Test
    void whatIsMalformedIsABadRequest() throws Exception {
        assertThat(call("POST", "/messages/events", "Content-Type", "application/vnd.microsoft.iothub.json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("GET", "/messages/devicebound", "IotHub-MessageLockTimeout", "soon")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("GET", "/messages/elsewhere").statusCode()).isEqualTo(404);
    }

    private DeviceClient open(String connectionString, IotHubMessageResult result) throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK knows no other port for HTTPS");
        ClientOptions options = ClientOptions.builder()
                .sslContext(hub.sslContext())
                .receiveInterval(20)
                .build();
        DeviceClient client = new DeviceClient(connectionString, IotHubClientProtocol.HTTPS, options);
        client.setRetryPolicy(new NoRetry());
        client.setMessageCallback(
                (message, context) -> {
                    received.add(message);
                    return result;
                },
                null);
        client.open(false);
        return client;
    }

    private static void assertRefused(DeviceClient client, Message message, IotHubStatusCode status) {
        assertThatThrownBy(() -> client.sendEvent(message))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(status));
    }

    private HttpResponse<String> call(String method, String path, String... headers) throws Exception {
        return PlainHttp.of(hub, device)
                .send(method, "/devices/" + device.deviceId() + path, method.equals("POST") ? "x" : "", headers);
    }
}
