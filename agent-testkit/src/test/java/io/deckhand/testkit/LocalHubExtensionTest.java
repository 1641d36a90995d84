package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs small test classes, some of which are meant to fail, in a JUnit of their own. */
class LocalHubExtensionTest {
    @Test
    void aTestThatCleansUpPasses() {
        run(Clean.class, "closesItsClient", LocalHub.class, HubDevice.class)
                .assertStatistics(tests -> tests.succeeded(1).failed(0));
    }

    @Test
    void aClientThatJUnitClosesIsClosedInTime() {
        run(Clean.class, "leavesItsClientToAutoClose", LocalHub.class, HubDevice.class)
                .assertStatistics(tests -> tests.succeeded(1).failed(0));
    }

    @Test
    void aTestThatLeavesAThreadFailsWithItsName() {
        try {
            run(Leaking.class, "leavesAThread", HubDevice.class)
                    .assertThatEvents()
                    .haveExactly(1, failureThatNames("'leavesAThread'", "thread 'poller of leavesAThread-", "at "));
        } finally {
            Leaking.THREAD_MAY_END.countDown();
        }
    }

    @Test
    void aTestThatLeavesAConnectionFailsWithItsDevice() {
        try {
            run(Leaking.class, "leavesAConnection", LocalHub.class, HubDevice.class)
                    .assertThatEvents()
                    .haveExactly(
                            1, failureThatNames("an open connection of device 'leavesAConnection-", "thread 'MQTT"));
        } finally {
            Leaking.CLIENTS.forEach(DeviceClient::close);
        }
    }

    @Test
    void devicesAreByPositionAndHubsByClass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Injected.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(3).failed(0));
    }

    private static Events run(Class<?> testClass, String method, Class<?>... parameters) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(testClass, method, parameters))
                .execute()
                .testEvents();
    }

    private static Condition<Event> failureThatNames(String... parts) {
        return event(finishedWithFailure(
                instanceOf(AssertionError.class),
                message(text -> Set.of(parts).stream().allMatch(text::contains))));
    }

    private static DeviceClient open(LocalHub hub, HubDevice device) throws Exception {
        ClientOptions options =
                ClientOptions.builder().sslContext(hub.sslContext()).build();
        DeviceClient client = new DeviceClient(device.connectionString(), IotHubClientProtocol.MQTT, options);
        client.open(false);
        return client;
    }

    @LocalHubTest
    static class Clean {
        @AutoClose
        private final AutoClient later = new AutoClient();

        @Test
        void closesItsClient(LocalHub hub, HubDevice device) throws Exception {
            DeviceClient client = open(hub, device);
            assertThat(device.isConnected()).isTrue();
            client.close();
        }

        @Test
        void leavesItsClientToAutoClose(LocalHub hub, HubDevice device) throws Exception {
            later.client = open(hub, device);
        }
    }

    private static final class AutoClient implements AutoCloseable {
        private @Nullable DeviceClient client;

        @Override
        public void close() {
            if (client != null) {
                client.close();
            }
        }
    }

    @LocalHubTest
    static class Leaking {
        static final CountDownLatch THREAD_MAY_END = new CountDownLatch(1);
        static final Queue<DeviceClient> CLIENTS = new ConcurrentLinkedQueue<>();

        @Test
        void leavesAThread(HubDevice device) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            THREAD_MAY_END.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "poller of " + device.deviceId());
            thread.setDaemon(true);
            thread.start();
        }

        @Test
        void leavesAConnection(LocalHub hub, HubDevice device) throws Exception {
            CLIENTS.add(open(hub, device));
        }
    }

    @LocalHubTest
    static class Injected {
        private final HubDevice ofConstructor;
        private final LocalHub hub;
        private HubDevice ofBeforeEach;

        Injected(LocalHub hub, HubDevice device) {
            this.hub = hub;
            ofConstructor = device;
            ofBeforeEach = device;
        }

        @BeforeEach
        void take(HubDevice device) {
            ofBeforeEach = device;
        }

        @Test
        void theFirstDeviceIsTheSameEverywhere(HubDevice first, HubDevice second) {
            assertThat(first.deviceId())
                    .startsWith("theFirstDeviceIsTheSameEverywhere-")
                    .isEqualTo(ofConstructor.deviceId())
                    .isEqualTo(ofBeforeEach.deviceId())
                    .isNotEqualTo(second.deviceId());
        }

        @Test
        void theHubIsTheClasss(LocalHub injected) {
            assertThat(injected).isSameAs(hub);
        }

        @Nested
        class Inside {
            @Test
            void aNestedClassSharesTheHub(LocalHub injected) {
                assertThat(injected).isSameAs(hub);
            }
        }
    }
}
