package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MultiplexingClient;
import com.microsoft.azure.sdk.iot.device.MultiplexingClientOptions;
import com.microsoft.azure.sdk.iot.device.exceptions.MultiplexingClientRegistrationException;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many devices on one AMQP connection. */
class AmqpMultiplexingTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** More than the 30 that the SDK authenticates at once over a WebSocket. */
    private static final int COUNT = 33;

    @AutoClose
    private final LocalHub hub = LocalHub.start();

    private final List<HubDevice> devices =
            IntStream.range(0, COUNT).mapToObj(i -> hub.createDevice("d" + i)).toList();

    @ParameterizedTest
    @EnumSource(names = {"AMQPS", "AMQPS_WS"})
    void eachDeviceOnASharedConnectionDoesWhatItDoesAlone(IotHubClientProtocol protocol) throws Exception {
        assumeTrue(hub.httpsOnStandardPort() || protocol == IotHubClientProtocol.AMQPS, "no port 443");
        List<DeviceClient> clients =
                devices.stream().map(device -> client(device, protocol)).toList();
        MultiplexingClient shared = shared(protocol);
        shared.registerDeviceClients(clients);
        shared.open(false);
        assertThat(devices).allMatch(HubDevice::isConnected);

        for (int i = 0; i < COUNT; i++) {
            clients.get(i).sendEventAsync(new Message("from " + i), (sent, failure, context) -> {}, null);
            devices.get(i).sendCloudToDevice(CloudToDeviceMessage.of("for " + i));
        }
        clients.get(COUNT - 1)
                .subscribeToMethods((name, payload, context) -> new DirectMethodResponse(202, name), null);

        assertThat(devices.get(COUNT - 1).invoke("last", "").status()).isEqualTo(202);
        for (int i = 0; i < COUNT; i++) {
            HubDevice device = devices.get(i);
            assertThat(device.awaitTelemetry(message -> true, SOON).text()).isEqualTo("from " + i);
            await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        }
        shared.unregisterDeviceClient(clients.get(0));
        await().atMost(SOON).until(() -> !devices.get(0).isConnected());
        assertThat(devices.get(1).isConnected()).isTrue();
        shared.close();
        await().atMost(SOON).until(() -> devices.stream().noneMatch(HubDevice::isConnected));
    }

    @Test
    void aDeviceThatIsShutOutLeavesTheOthersAlone() throws Exception {
        DeviceClient first = client(devices.get(0), IotHubClientProtocol.AMQPS);
        DeviceClient second = client(devices.get(1), IotHubClientProtocol.AMQPS);
        MultiplexingClient shared = shared(IotHubClientProtocol.AMQPS);
        shared.registerDeviceClients(List.of(first, second));
        shared.open(false);

        devices.get(0).disable();

        await().atMost(SOON).until(() -> !devices.get(0).isConnected());
        second.sendEvent(new Message("still here"));
        assertThat(devices.get(1).isConnected()).isTrue();
        assertThat(hub.faults().connects(devices.get(1))).isEqualTo(1);
        shared.close();
    }

    @Test
    void aDeviceThatIsNotAuthorizedIsNamedAndLeavesTheOthersAlone() throws Exception {
        DeviceClient good = client(devices.get(0), IotHubClientProtocol.AMQPS);
        MultiplexingClient shared = shared(IotHubClientProtocol.AMQPS);
        shared.registerDeviceClient(good);
        shared.open(false);
        devices.get(1).disable();

        MultiplexingClientRegistrationException refusal = catchThrowableOfType(
                MultiplexingClientRegistrationException.class,
                () -> shared.registerDeviceClient(client(devices.get(1), IotHubClientProtocol.AMQPS)));

        assertThat(refusal.getRegistrationExceptions()).containsOnlyKeys("d1");
        good.sendEvent(new Message("still here"));
        assertThat(devices.get(0).isConnected()).isTrue();
        shared.close();
    }

    private MultiplexingClient shared(IotHubClientProtocol protocol) {
        return new MultiplexingClient(
                hub.hostName(),
                protocol,
                MultiplexingClientOptions.builder().sslContext(hub.sslContext()).build());
    }

    private DeviceClient client(HubDevice device, IotHubClientProtocol protocol) {
        // The connection takes its trust from the first device on it.
        DeviceClient client = HubFixture.client(hub, device.connectionString(), protocol);
        client.setMessageCallback((message, context) -> IotHubMessageResult.COMPLETE, null);
        return client;
    }
}
