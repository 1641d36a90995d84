package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.HubFixture;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AMQP in a WebSocket, on the port that REST and MQTT share with it. */
@LocalHubTest
class AmqpWebSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LocalHub hub;
    private final HubDevice device;

    AmqpWebSocketTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void assumePort443() {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK knows no other port for WebSockets");
    }

    @Test
    void aDeviceDoesOverAWebSocketWhatItDoesOverTcp() throws Exception {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Queue<Long> desiredVersions = new ConcurrentLinkedQueue<>();
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS_WS);
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

        client.sendEvent(new Message("x".repeat(200_000)));
        device.sendCloudToDevice(CloudToDeviceMessage.of("open"));
        device.patchDesired("{\"a\":1}");

        assertThat(device.awaitTelemetry(message -> true, SOON).text()).hasSize(200_000);
        assertThat(device.invoke("echo", "7").status()).isEqualTo(200);
        Twin twin = HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
        assertThat(twin.getDesiredProperties().getVersion()).isEqualTo(2);
        await().atMost(SOON).until(() -> messages.contains("open") && desiredVersions.contains(2L));
        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        client.close();
    }

    @Test
    void aCutIsSeenThroughAWebSocket() throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS_WS);
        Queue<IotHubConnectionStatus> seen = new ConcurrentLinkedQueue<>();
        client.setConnectionStatusChangeCallback(change -> seen.add(change.getNewStatus()), null);
        client.open(false);

        hub.faults().cut(device);

        await().atMost(SOON).until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isFalse();
        client.close();
    }
}
