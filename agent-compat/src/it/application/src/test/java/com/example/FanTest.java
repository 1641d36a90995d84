package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of traffic, over each transport. */
@LocalHubTest
class FanTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    record Speed(int rpm, Instant since, Optional<String> reason) {}

    static final class Fan {
        final CompletableFuture<Integer> target = new CompletableFuture<>();
        final CompletableFuture<String> note = new CompletableFuture<>();

        @DirectMethod
        Speed setSpeed(Speed speed) {
            return new Speed(speed.rpm() + 1, speed.since(), speed.reason());
        }

        @DesiredProperty("target")
        void target(int rpm) {
            if (rpm == 700) {
                target.complete(rpm);
            }
        }

        @CloudToDevice
        void note(String text) {
            note.complete(text);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void eachKindOfTrafficArrives(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Fan fan = new Fan();
        try (DeviceAgent agent = AgentBuilder.forConnectionString(device.connectionString())
                .sslContext(hub.sslContext())
                .transport(transport)
                .handlers(fan)
                .build()) {
            agent.start(LIMIT);

            Speed sent = new Speed(3, Instant.EPOCH, Optional.of("draught"));
            agent.send(sent);
            assertEquals(
                    "{\"rpm\":3,\"since\":\"1970-01-01T00:00:00Z\",\"reason\":\"draught\"}",
                    device.awaitTelemetry(message -> true, LIMIT).text());

            assertEquals(
                    "{\"rpm\":901,\"since\":\"2026-11-28T00:00:00Z\",\"reason\":null}",
                    device.invoke("setSpeed", "{\"rpm\":900,\"since\":\"2026-11-28T00:00:00Z\",\"reason\":null}")
                            .payload());

            device.patchDesired("{\"other\":{\"a\":1},\"target\":600}");
            device.patchDesired("{\"other\":{\"b\":2},\"target\":700}");
            assertEquals(700, fan.target.get(LIMIT.toSeconds(), TimeUnit.SECONDS));

            device.sendCloudToDevice(CloudToDeviceMessage.of("clean me"));
            assertEquals("clean me", fan.note.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }
}
