package io.deckhand.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.gateway.Gateway;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@LocalHubTest
class GatewayMetricsTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    void allDevicesAreCountedTogetherAndCountsOutliveADevice(LocalHub hub, HubDevice device) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        HubDevice other = hub.createDevice(device.deviceId() + "-other");
        try (Gateway gateway = Gateway.builder()
                        .eachDevice(each -> each.sslContext(hub.sslContext()))
                        .build();
                GatewayMetrics metrics = new GatewayMetrics(gateway)) {
            metrics.bindTo(registry);
            DeviceAgent first = gateway.add(device.connectionString());
            DeviceAgent second = gateway.add(other.connectionString());
            await().atMost(SOON).until(() -> connected(registry) == 2);
            first.send("one");
            second.send("two");
            await().atMost(SOON).until(() -> acknowledged(registry) == 2);

            gateway.remove(other.deviceId());

            await().atMost(SOON).until(() -> connected(registry) == 1);
            assertThat(acknowledged(registry)).isEqualTo(2);
            assertThat(registry.get("deckhand.gateway.telemetry.sent")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private static double connected(SimpleMeterRegistry registry) {
        return registry.get("deckhand.gateway.devices")
                .tag("state", "connected")
                .gauge()
                .value();
    }

    private static double acknowledged(SimpleMeterRegistry registry) {
        return registry.get("deckhand.gateway.telemetry.acknowledged")
                .functionCounter()
                .count();
    }
}
