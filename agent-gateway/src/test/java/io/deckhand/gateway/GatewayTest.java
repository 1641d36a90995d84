package io.deckhand.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.ConnectionState;
import io.deckhand.Delivery;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.MethodRegistry;
import io.deckhand.ReconnectPolicy;
import io.deckhand.core.AgentBuilder;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many devices in one gateway, told through the local hub. */
@LocalHubTest
class GatewayTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    /** Handlers that all devices share. */
    private static final class Shared {
        final Map<String, Integer> wanted = new ConcurrentHashMap<>();
        final CountDownLatch released = new CountDownLatch(1);

        @DirectMethod
        String whoAreYou(DeviceAgent agent) {
            return agent.deviceId();
        }

        @DirectMethod
        String thread() {
            return Thread.currentThread().getClass().getSimpleName() + " "
                    + Thread.currentThread().getName();
        }

        @DirectMethod(concurrency = 16)
        String hang() throws InterruptedException {
            released.await();
            return "released";
        }

        @DesiredProperty("level")
        int level(int level, DeviceAgent agent) {
            wanted.put(agent.deviceId(), level);
            return level;
        }
    }

    private static Gateway.Builder gateway(LocalHub hub, Object... handlers) {
        return Gateway.builder()
                .connectsPerSecond(1000)
                .eachDevice(device -> options(hub, device).handlers(handlers));
    }

    private static AgentBuilder options(LocalHub hub, AgentBuilder device) {
        return device.sslContext(hub.sslContext())
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    private static List<HubDevice> devices(LocalHub hub, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> hub.createDevice("leaf-" + number))
                .toList();
    }

    private static void connected(Gateway gateway, int devices) {
        await().atMost(SOON).until(() -> gateway.health().count(ConnectionState.CONNECTED) == devices);
    }

    @Test
    void sharedHandlersAreToldWhichDeviceItIs() {
        try (LocalHub hub = LocalHub.start()) {
            Shared shared = new Shared();
            List<HubDevice> devices = devices(hub, 10);
            try (Gateway gateway = gateway(hub, shared).build()) {
                devices.forEach(device -> gateway.add(device.connectionString()));
                connected(gateway, 10);
                for (HubDevice device : devices) {
                    assertThat(device.invoke("whoAreYou", "null").payload()).isEqualTo('"' + device.deviceId() + '"');
                }
                devices.get(7).patchDesired("{\"level\":3}");
                await().atMost(SOON).until(() -> devices.get(7).reported().contains("\"level\""));
                assertThat(shared.wanted).containsExactly(Map.entry("leaf-7", 3));
            }
        }
    }

    @Test
    void devicesComeAndGoWhileOthersStay() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 3);
            try (Gateway gateway = gateway(hub).build()) {
                DeviceAgent first = gateway.add(devices.get(0).connectionString());
                gateway.add(devices.get(1).connectionString(), new Shared());
                connected(gateway, 2);
                assertThat(devices.get(1).invoke("whoAreYou", "null").status()).isEqualTo(200);
                assertThat(devices.get(0).invoke("whoAreYou", "null").status()).isEqualTo(501);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> gateway.add(devices.get(0).connectionString()))
                        .withMessageContaining("leaf-0");

                assertThat(gateway.remove("leaf-1")).isTrue();
                assertThat(gateway.remove("leaf-1")).isFalse();
                await().until(() -> !devices.get(1).isConnected());
                gateway.add(AgentBuilder.forConnectionString(devices.get(2).connectionString()));
                connected(gateway, 2);
                assertThat(gateway.deviceIds()).containsExactly("leaf-0", "leaf-2");

                first.close();
                assertThat(gateway.deviceIds()).containsExactly("leaf-2");
                assertThat(gateway.device("leaf-2")).isPresent();
                gateway.add(devices.get(0).connectionString()); // the same device again
                connected(gateway, 2);
            }
        }
    }

    @Test
    void answersOfAllDevicesAreHeardAndTheCountsOfARemovedDeviceStay() {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 2);
            try (Gateway gateway = gateway(hub, new Shared()).build()) {
                gateway.add(devices.get(0).connectionString());
                gateway.onAnswered((device, call) -> {
                    throw new IllegalStateException("a listener that fails harms no other");
                });
                MethodRegistry.Registration listening = gateway.onAnswered((device, call) ->
                        heard.add(device.deviceId() + " " + call.method() + " " + call.known() + " " + call.status()));
                DeviceAgent second = gateway.add(devices.get(1).connectionString());
                connected(gateway, 2);

                devices.get(0).invoke("whoAreYou", "null");
                devices.get(1).invoke("whoIsThat", "null");
                listening.close();
                devices.get(0).invoke("whoAreYou", "null");

                assertThat(heard).containsExactly("leaf-0 whoAreYou true 200", "leaf-1 whoIsThat false 501");

                long connects = gateway.health().connects();
                second.send("one");
                gateway.remove("leaf-1");

                GatewayHealth health = gateway.health();
                assertThat(health.devices()).hasSize(1);
                assertThat(health.connects()).isGreaterThanOrEqualTo(connects);
                assertThat(health.telemetrySent()).isEqualTo(1);
                assertThat(health.telemetryAcknowledged()).isEqualTo(1);
            }
        }
    }

    @Test
    void eachDeviceHasAStoreOfItsOwnThatOutlivesTheGateway(@TempDir Path directory) {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 5);
            hub.stop();
            try (Gateway gateway = gateway(hub).build()) {
                devices.forEach(device -> gateway.add(stored(device, directory)).sendAsync(device.deviceId()));
                devices.forEach(device -> assertThat(
                                gateway.device(device.deviceId()).orElseThrow().flush(SOON, Delivery.KEPT))
                        .isTrue());
            }
            hub.restart();
            try (Gateway gateway = gateway(hub).build()) {
                devices.forEach(device -> gateway.add(stored(device, directory)));
                for (HubDevice device : devices) {
                    assertThat(device.awaitTelemetry(any -> true, SOON).text()).isEqualTo(device.deviceId());
                }
            }
        }
    }

    private static AgentBuilder stored(HubDevice device, Path directory) {
        return AgentBuilder.forConnectionString(device.connectionString())
                .storeIn(directory.resolve(device.deviceId()));
    }

    @Test
    void aDeviceThatIsNotBuiltLeavesNothingBehind(@TempDir Path directory) {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 2);
            try (Gateway gateway = gateway(hub).build()) {
                gateway.add(stored(devices.get(0), directory));
                AgentBuilder sameStore = AgentBuilder.forConnectionString(
                                devices.get(1).connectionString())
                        .storeIn(directory.resolve("leaf-0"));
                assertThatThrownBy(() -> gateway.add(sameStore))
                        .isInstanceOf(AgentException.class)
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid());
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> gateway.add(stored(devices.get(0), directory)))
                        .withMessageContaining("leaf-0");

                gateway.add(stored(devices.get(1), directory));
                connected(gateway, 2);
            }
        }
    }

    @Test
    void noDeviceHasAThreadOfItsOwn() {
        try (LocalHub hub = LocalHub.start()) {
            try (Gateway gateway = gateway(hub).ioThreads(2).build()) {
                devices(hub, 60).forEach(device -> gateway.add(device.connectionString()));
                connected(gateway, 60);
                List<String> own = Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.contains("leaf-"))
                        .filter(name -> name.startsWith("deckhand-"))
                        .toList();
                assertThat(own).isEmpty();
            }
        }
    }

    @Test
    void aDeviceWhoseHandlersHangDelaysNoOther() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            Shared shared = new Shared();
            List<HubDevice> devices = devices(hub, 4);
            try (Gateway gateway = gateway(hub, shared)
                    .handlerThreads(2)
                    .handlerThreadsPerDevice(2)
                    .build()) {
                devices.forEach(device -> gateway.add(device.connectionString()));
                connected(gateway, 4);
                List<CompletableFuture<MethodResult>> hanging = new ArrayList<>();
                for (HubDevice device : devices.subList(0, 3)) {
                    for (int call = 0; call < 4; call++) {
                        hanging.add(device.invokeAsync("hang", "null", SOON, Duration.ZERO));
                    }
                }
                assertThat(devices.get(3).invoke("whoAreYou", "null").payload()).isEqualTo("\"leaf-3\"");
                assertThat(hanging).noneMatch(CompletableFuture::isDone);
                shared.released.countDown();
                for (CompletableFuture<MethodResult> call : hanging) {
                    assertThat(call.get(40, TimeUnit.SECONDS).status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void healthCountsAndNamesTheWorstFirst() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 5);
            devices.get(3).disable();
            try (Gateway gateway = gateway(hub).build()) {
                devices.forEach(device -> gateway.add(device.connectionString()));
                connected(gateway, 4);
                await().atMost(SOON)
                        .until(() -> gateway.health().byCause().equals(Map.of(FailureCause.CREDENTIALS_REFUSED, 1)));
                GatewayHealth health = gateway.health();
                assertThat(health.devices()).hasSize(5);
                assertThat(health.devices().get(0).deviceId()).isEqualTo("leaf-3");
                assertThat(health.devices().get(0).health().lastFailure().orElse(""))
                        .contains("(The hub refused the connection: ")
                        .doesNotContain("io.deckhand");
                assertThat(health.count(ConnectionState.CONNECTED)).isEqualTo(4);
                assertThat(health).hasToString(health.toString()).asString().contains("5 devices", "CONNECTED=4");
            }
        }
    }

    @Test
    void aDeviceThatFloodsItsOutboxLeavesRoomForOthers() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 2);
            devices.forEach(HubDevice::disable); // nothing is delivered
            try (Gateway gateway = gateway(hub).outboxBytes(1024 * 1024).build()) {
                DeviceAgent flooding = gateway.add(devices.get(0).connectionString());
                DeviceAgent modest = gateway.add(devices.get(1).connectionString());
                byte[] body = new byte[50_000];
                assertThatThrownBy(() -> IntStream.range(0, 30).forEach(i -> flooding.sendAsync(body)))
                        .isInstanceOf(AgentException.class)
                        .hasMessageContaining("accepts no more");
                modest.sendAsync(body);
                assertThat(modest.health().telemetryWaiting()).isEqualTo(1);
                assertThat(flooding.health().telemetryWaiting()).isBetween(5, 11);
            }
        }
    }

    @Test
    void allAreClosedTogetherThoughTheHubIsSilent() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 30);
            Gateway gateway = gateway(hub).build();
            devices.forEach(device -> gateway.add(device.connectionString()));
            connected(gateway, 30);
            devices.forEach(hub.faults()::silence);
            gateway.deviceIds().forEach(id -> gateway.device(id).orElseThrow().sendAsync("never acknowledged"));
            assertThat(CompletableFuture.runAsync(gateway::close)).succeedsWithin(Duration.ofSeconds(20));
            assertThat(gateway.deviceIds()).isEmpty();
            assertThatThrownBy(() -> gateway.add(devices.get(0).connectionString()))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aRestartOfTheHubLosesNothing() {
        try (LocalHub hub = LocalHub.start()) {
            List<HubDevice> devices = devices(hub, 20);
            try (Gateway gateway = gateway(hub).build()) {
                devices.forEach(device -> gateway.add(device.connectionString()));
                connected(gateway, 20);
                hub.restart();
                for (String id : gateway.deviceIds()) {
                    gateway.device(id).orElseThrow().sendAsync("after the restart of " + id);
                }
                for (String id : gateway.deviceIds()) {
                    gateway.device(id).orElseThrow().awaitCaughtUp(SOON);
                }
                for (HubDevice device : devices) {
                    await().atMost(SOON)
                            .until(() -> device.telemetry().stream()
                                    .anyMatch(message ->
                                            message.text().contains("after the restart of " + device.deviceId())));
                }
            }
        }
    }

    @Test
    void handlersRunOnVirtualThreadsIfTheJvmHasThem(LocalHub hub, HubDevice device) {
        boolean has = Runtime.version().feature() >= 21;
        try (Gateway gateway = gateway(hub, new Shared()).build()) {
            gateway.add(device.connectionString());
            connected(gateway, 1);
            assertThat(device.invoke("thread", "null").payload())
                    .startsWith(has ? "\"VirtualThread " : "\"Thread ")
                    .contains("deckhand-gateway-handler-");
        }
        try (Gateway gateway = gateway(hub, new Shared()).virtualThreads(false).build()) {
            gateway.add(device.connectionString());
            connected(gateway, 1);
            assertThat(device.invoke("thread", "null").payload())
                    .startsWith("\"Thread ")
                    .contains("deckhand-gateway-handler-");
        }
    }
}
