package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A hub that serves operations only so often, by a clock that goes when the test says. */
@Execution(ExecutionMode.SAME_THREAD)
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
