package io.deckhand.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.StoreOptions;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices of a gateway with stores: each has its own, and finds it again. */
@LocalHubTest
class StoredGatewayTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private Gateway gateway(LocalHub hub) {
        return Gateway.builder()
                .connectsPerSecond(1000)
                .eachDevice(device -> device.sslContext(hub.sslContext()))
                .storeIn(directory.resolve("stores"), store -> store.commitWindow(Duration.ofMillis(20)))
                .build();
    }

    @Test
    void whatEachDeviceAcceptedGoesOutInTheNextGateway() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = IntStream.range(0, 20)
                    .mapToObj(number -> hub.createDevice("leaf." + number))
                    .toList();
            hub.faults().leaveConnectionsUnanswered();
            try (Gateway gateway = gateway(hub)) {
                for (HubDevice device : devices) {
                    DeviceAgent agent = gateway.add(device.connectionString());
                    for (int i = 0; i < 5; i++) {
                        agent.sendAsync(device.deviceId() + " " + i);
                    }
                    agent.reportAsync("name", device.deviceId());
                    assertThat(agent.flush(SOON, Delivery.KEPT)).isTrue();
                }
            }
            assertThat(devices)
                    .allSatisfy(device -> assertThat(device.telemetry()).isEmpty());
            hub.faults().clear();
            try (Gateway gateway = gateway(hub)) {
                devices.forEach(device -> gateway.add(device.connectionString()));
                for (HubDevice device : devices) {
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(device.telemetry())
                                    .extracting(TelemetryMessage::text)
                                    .containsExactlyElementsOf(IntStream.range(0, 5)
                                            .mapToObj(i -> device.deviceId() + " " + i)
                                            .toList()));
                    await().atMost(SOON).until(() -> device.reported().contains('"' + device.deviceId() + '"'));
                }
            }
        }
    }

    @Test
    void aDeviceThatIsRemovedLetsItsStoreGoAndFindsItAgain() {
        try (LocalHub hub = LocalHub.start();
                Gateway gateway = gateway(hub)) {
            HubDevice device = hub.createDevice("leaf");
            hub.faults().leaveConnectionsUnanswered();
            DeviceAgent first = gateway.add(device.connectionString());
            first.sendAsync("kept");
            assertThat(first.flush(SOON, Delivery.KEPT)).isTrue();
            assertThatThrownBy(() -> gateway.add(device.connectionString())).hasMessageContaining("already");
            assertThat(gateway.remove("leaf")).isTrue();
            hub.faults().clear();
            gateway.add(device.connectionString());
            await().atMost(SOON).until(() -> device.telemetry().size() == 1);
        }
    }

    @Test
    void aDeviceWithAStoreOfItsOwnIsNotInTheSharedDirectory() {
        try (LocalHub hub = LocalHub.start();
                Gateway gateway = gateway(hub)) {
            HubDevice device = hub.createDevice("leaf");
            Path own = directory.resolve("own");
            gateway.add(AgentBuilder.forConnectionString(device.connectionString())
                    .storeIn(StoreOptions.directory(own).bytes(8 << 20)));
            assertThat(own.resolve("lock")).exists();
            assertThat(directory.resolve("stores")).doesNotExist();
        }
    }

    @Test
    void theIdOfADeviceIsFreeAgainIfItsStoreCouldNotBeSet() {
        AtomicBoolean mounted = new AtomicBoolean();
        try (LocalHub hub = LocalHub.start();
                Gateway gateway = Gateway.builder()
                        .eachDevice(device -> device.sslContext(hub.sslContext()))
                        .storeIn(directory.resolve("stores"), store -> {
                            if (!mounted.get()) {
                                throw new IllegalStateException("The card is not mounted");
                            }
                            return store;
                        })
                        .build()) {
            HubDevice device = hub.createDevice("leaf");
            assertThatThrownBy(() -> gateway.add(device.connectionString())).hasMessage("The card is not mounted");
            mounted.set(true);
            gateway.add(device.connectionString()).awaitCaughtUp(SOON);
            assertThat(device.isConnected()).isTrue();
            assertThat(directory.resolve("stores").resolve("leaf").resolve("lock"))
                    .exists();
        }
    }

    @Test
    void theDirectoryOfADeviceIsItsIdWhereThatMayBeAFile() {
        try (LocalHub hub = LocalHub.start();
                Gateway gateway = gateway(hub)) {
            for (String id : List.of("Meter-7_b.2", "..", "a:b*c", "x".repeat(128), ":".repeat(128))) {
                gateway.add("HostName=" + hub.hostName() + ";DeviceId=" + id + ";SharedAccessKey=bm9uZQ==");
            }
            assertThat(directory.resolve("stores").toFile().list())
                    .contains("Meter-7_b.2", "%2e.", "a%3ab%2ac", "x".repeat(128))
                    .hasSize(5);
            assertThat(Files.exists(directory.resolve("lock"))).isFalse();
        }
    }
}
