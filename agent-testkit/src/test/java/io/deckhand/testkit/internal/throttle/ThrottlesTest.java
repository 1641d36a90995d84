package io.deckhand.testkit.internal.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationsClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that serves operations only so often, by a clock that goes when the test says. */
@ResourceLock("the hub of ThrottlesTest")
class ThrottlesTest {
    private static final StillClock CLOCK = new StillClock();
    private static final LocalHub hub =
            LocalHub.builder().throttles(true).clock(CLOCK).start();

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void theTwentyFirstQueryInAMinuteIs429AndOneMorePassesAfterThreeSeconds() throws Exception {
        QueryClient queries = ServiceClients.queries(hub);
        for (int i = 0; i < 20; i++) {
            queries.queryRaw("SELECT COUNT() FROM devices");
        }

        assertThat(catchThrowableOfType(
                        IotHubTooManyRequestsException.class, () -> queries.queryRaw("SELECT COUNT() FROM devices")))
                .hasMessageContaining("ThrottlingException")
                .hasMessageContaining("More than 20 operations of kind QUERY");
        CLOCK.advance(Duration.ofSeconds(3));
        queries.queryRaw("SELECT COUNT() FROM devices");
        assertThat(catchThrowableOfType(
                        IotHubTooManyRequestsException.class, () -> queries.queryRaw("SELECT COUNT() FROM devices")))
                .isNotNull();
    }

    @BeforeEach
    void waitUntilAllMayBeDone() {
        CLOCK.advance(Duration.ofMinutes(1));
    }

    /** What a back end does, to what is not there, which counts too; and how often it may at once. */
    @SuppressWarnings("ImmutableEnumChecker") // Suppliers keep nothing.
    enum Often {
        REGISTRY(100, () -> {
            RegistryClient registry = ServiceClients.registry(hub);
            return () -> registry.getDevice("nobody");
        }),
        TWIN_UPDATE(50, () -> {
            TwinClient twins = ServiceClients.twins(hub);
            Twin change = new Twin("nobody");
            change.getTags().put("floor", 3);
            return () -> twins.patch(change);
        }),
        CONFIGURATION(20, () -> {
            ConfigurationsClient configurations = ServiceClients.configurations(hub);
            return () -> configurations.get("nothing");
        }),
        JOB(100, () -> {
            ScheduledJobsClient jobs = ServiceClients.jobs(hub);
            return () -> jobs.get("nothing");
        });

        private final int most;
        private final Supplier<ThrowingCallable> call;

        Often(int most, Supplier<ThrowingCallable> call) {
            this.most = most;
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource(Often.class)
    void oneOperationTooManyIs429(Often operation) {
        ThrowingCallable call = operation.call.get();
        for (int i = 0; i < operation.most; i++) {
            assertThat(catchThrowableOfType(IotHubNotFoundException.class, call))
                    .as("time %s", i + 1)
                    .isNotNull();
        }

        assertThat(catchThrowableOfType(IotHubTooManyRequestsException.class, call))
                .hasMessageContaining("ThrottlingException");
    }

    @Test
    void otherOperationsHaveLimitsOfTheirOwn() throws Exception {
        TwinClient twins = ServiceClients.twins(hub);
        HubDevice device = hub.createDevice("d1");
        for (int i = 0; i < 100; i++) {
            twins.get(device.deviceId());
        }

        assertThat(catchThrowableOfType(IotHubTooManyRequestsException.class, () -> twins.get(device.deviceId())))
                .isNotNull();
        assertThat(ServiceClients.registry(hub).getDevice(device.deviceId())).isNotNull();
    }

    @Test
    void aDeviceThatReportsTooOftenIsTold429() throws Exception {
        HubDevice device = hub.createDevice("reporting");
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            paho.client().subscribe("$iothub/twin/res/#", 0);
            for (int i = 0; i <= 50; i++) {
                paho.publish("$iothub/twin/PATCH/properties/reported/?$rid=" + i, "{\"n\":" + i + "}", 0);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(paho.next().topic()).startsWith("$iothub/twin/res/204/?$rid=" + i);
            }
            PahoDevice.Received refused = paho.next();
            assertThat(refused.topic()).isEqualTo("$iothub/twin/res/429/?$rid=50");
            assertThat(refused.body()).contains("\"errorCode\":429001");
        }
    }

    @Test
    void aDeviceThatSendsTooOftenLosesItsConnection() throws Exception {
        HubDevice device = hub.createDevice("sending");
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            for (int i = 0; i < 100; i++) {
                paho.publish("devices/sending/messages/events/", "x", 0);
            }
            paho.send("devices/sending/messages/events/", "one too many");

            await().until(() -> !device.isConnected());
            assertThat(hub.telemetry()).hasSize(100);
        }
    }

    @Test
    void aBackEndThatSendsTooOftenHearsOfItInTheRejection() throws Exception {
        MessagingClient messaging = ServiceClients.messaging(hub);
        messaging.open();
        List<HubDevice> halves = List.of(hub.createDevice("one-half"), hub.createDevice("other-half"));
        for (HubDevice half : halves) {
            for (int i = 0; i < 50; i++) {
                messaging.sendAsync(half.deviceId(), new Message("m" + i), result -> {}, null);
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> halves.stream().allMatch(half -> half.pendingCloudToDevice() == 50));
        HubDevice device = hub.createDevice("one-too-many");

        // The client knows no exception of its own for this condition.
        assertThat(catchThrowableOfType(
                        IotHubException.class, () -> messaging.send(device.deviceId(), new Message("x"))))
                .isExactlyInstanceOf(IotHubException.class)
                .hasMessageContaining("com.microsoft:device-container-throttled")
                .hasMessageContaining("ThrottlingException");
        assertThat(device.pendingCloudToDevice()).isZero();
        CLOCK.advance(Duration.ofSeconds(1));
        messaging.send(device.deviceId(), new Message("x"));
        assertThat(device.pendingCloudToDevice()).isEqualTo(1);
        messaging.close();
    }

    /** Stands still until it is moved. */
    private static final class StillClock extends Clock {
        private Instant now = Instant.now();

        synchronized void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
