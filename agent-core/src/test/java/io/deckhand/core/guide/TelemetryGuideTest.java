package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.PayloadField;
import io.deckhand.SendOptions;
import io.deckhand.Telemetry;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@LocalHubTest
class TelemetryGuideTest {
    private final AtomicInteger readings = new AtomicInteger();

    // region telemetry
    record Reading(double celsius) {}

    final class Sensor {
        @Telemetry(everySeconds = 1)
        Reading temperature() {
            return new Reading(20 + readings.incrementAndGet() % 5);
        }

        @Telemetry(everySeconds = 60, pending = 1440) // keeps a day of them while the hub is away
        Optional<Reading> outside() {
            return Optional.empty(); // nothing to say this time
        }

        @DirectMethod("SetTelemetryInterval")
        void interval(@PayloadField("interval") Duration interval, DeviceAgent agent) {
            agent.telemetry().every("temperature", interval);
        }
    }
    // endregion

    @Test
    void sourcesAreAskedAtTheirIntervals(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Sensor())) {
            assertThat(device.awaitTelemetry(message -> true, Agents.SOON).text())
                    .isEqualTo("{\"celsius\":21.0}");
            assertThat(device.invoke("SetTelemetryInterval", "{\"interval\":\"PT0.05S\"}")
                            .status())
                    .isEqualTo(200);
            device.awaitTelemetry(message -> message.text().contains("24.0"), Agents.SOON);
            // region send
            agent.send(new Reading(21.5)); // waits until the hub has it
            agent.sendAsync(
                    "<reading celsius='21.5'/>",
                    SendOptions.NONE
                            .property("alert", "true")
                            .content("application/xml", "utf-8")
                            .component("thermostat1"));
            // endregion
            device.awaitTelemetry(message -> message.text().startsWith("<reading"), Agents.SOON);
        }
    }
}
