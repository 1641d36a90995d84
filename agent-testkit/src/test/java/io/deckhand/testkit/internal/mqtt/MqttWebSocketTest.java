package io.deckhand.testkit.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MqttWebSocketTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private LocalHub hub;
    private HubDevice device;

    @BeforeEach
    void createDevice() {
        hub = fixture.hub();
        device = hub.createDevice("d1");
    }

    @Test
    void aDeviceDoesOverAWebSocketWhatItDoesOverTcp() throws Exception {
        assumePort443();
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Queue<Long> desiredVersions = new ConcurrentLinkedQueue<>();
        DeviceClient client = fixture.client(device.connectionString(), IotHubClientProtocol.MQTT_WS);
        client.setMessageCallback(
                (message, context) -> {
                    messages.add(new String(message.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET));
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);
        client.subscribeToMethods(
                (name, payload, context) -> new DirectMethodResponse(200, payload.getPayloadAsJsonString()), null);
        client.subscribeToDesiredProperties(
                (twin, context) ->
                        desiredVersions.add((long) twin.getDesiredProperties().getVersion()),
                null);

        Message large = new Message("x".repeat(200_000));
        large.setProperty("a", "1");
        client.sendEvent(large);
        device.sendCloudToDevice(CloudToDeviceMessage.of("open"));
        device.patchDesired("{\"a\":1}");

        assertThat(device.awaitTelemetry(message -> true, SOON).text()).hasSize(200_000);
        assertThat(device.invoke("echo", "7").status()).isEqualTo(200);
        assertThat(HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS))
                        .getDesiredProperties()
                        .getVersion())
                .isEqualTo(2);
        await().until(() -> messages.contains("open") && desiredVersions.contains(2L));
        await().until(() -> device.pendingCloudToDevice() == 0);
    }

    @Test
    void aWrongKeyIsNotAuthorizedOverAWebSocketEither() {
        assumePort443();
        String wrongKey = device.connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA");

        assertThatThrownBy(() ->
                        fixture.client(wrongKey, IotHubClientProtocol.MQTT_WS).open(false))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(IotHubStatusCode.UNAUTHORIZED));
    }

    @Test
    void aCutAndAStoppedHubAreSeenThroughAWebSocket() throws Exception {
        assumePort443();
        for (Runnable end : new Runnable[] {() -> hub.faults().cut(device), hub::stop}) {
            DeviceClient client = fixture.client(device.connectionString(), IotHubClientProtocol.MQTT_WS);
            Queue<IotHubConnectionStatus> seen = new ConcurrentLinkedQueue<>();
            client.setConnectionStatusChangeCallback(change -> seen.add(change.getNewStatus()), null);
            client.open(false);

            end.run();

            await().until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
            assertThat(device.isConnected()).isFalse();
        }
    }

    @Test
    void aWebSocketForAnUnknownProtocolIsRefused() {
        assertThatThrownBy(() -> webSocket("/$iothub/websocket", "soap").join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
    }

    @Test
    void aWebSocketElsewhereIsNotFound() {
        assertThatThrownBy(() -> webSocket("/elsewhere", "mqtt").join())
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void textIsNoMqtt() {
        CloseListener listener = new CloseListener();

        webSocket("/$iothub/websocket?iothub-no-client-cert=true", "mqtt", listener)
                .join()
                .sendText("hello", true);

        assertThat(listener.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1003);
    }

    private CompletableFuture<WebSocket> webSocket(String path, String protocol) {
        return webSocket(path, protocol, new CloseListener());
    }

    private CompletableFuture<WebSocket> webSocket(String path, String protocol, WebSocket.Listener listener) {
        URI uri = URI.create("wss://" + hub.hostName() + ":" + hub.ports().https() + path);
        return HttpClient.newBuilder()
                .sslContext(hub.sslContext())
                .build()
                .newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(uri, listener);
    }

    private void assumePort443() {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK knows no other port for WebSockets");
    }

    private static final class CloseListener implements WebSocket.Listener {
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return CompletableFuture.completedFuture(null);
        }
    }
}
