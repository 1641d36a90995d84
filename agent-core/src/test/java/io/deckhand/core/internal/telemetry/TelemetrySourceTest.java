package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.ModelComponent;
import io.deckhand.SendOptions;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read at intervals is sent, at those intervals and no others. */
@LocalHubTest
@ResourceLock("the hub of TelemetrySourceTest") // stops the hub
class TelemetrySourceTest {
    record Reading(int number) {}

    static final class Sensor {
        final AtomicInteger readings = new AtomicInteger();
        final List<Long> at = new CopyOnWriteArrayList<>();

        @Telemetry(everySeconds = 0.05, pending = 3)
        Reading temperature() {
            at.add(System.nanoTime());
            return new Reading(readings.incrementAndGet());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void readingsAreSentAtWholeIntervalsWithoutDrift(Transport transport, LocalHub hub, HubDevice device) {
        Sensor sensor = new Sensor();
        try (DeviceAgent agent = Agents.started(transport, hub, device, sensor)) {
            TelemetryMessage first = device.awaitTelemetry(message -> true, Agents.SOON);
            assertThat(first.text()).isEqualTo("{\"number\":1}");
            assertThat(first.systemProperties()).containsEntry("contentType", "application/json");
            await().atMost(Agents.SOON).until(() -> sensor.at.size() >= 30);
            // Taken or left out, there is one for each interval that passed. A slow machine is late now and then; only
            // a drift
            // stays.
            await().untilAsserted(() -> {
                long ticks = Math.round((System.nanoTime() - sensor.at.get(0)) / 50e6);
                assertThat(sensor.at.size() - 1 + agent.telemetry().leftOut("temperature"))
                        .isCloseTo(ticks, within(3L));
            });
        }
    }

    @Test
    void theTimesInAPauseAreNotLeftOut(LocalHub hub, HubDevice device) {
        Sensor sensor = new Sensor();
        try (DeviceAgent agent = Agents.started(hub, device, sensor)) {
            await().until(() -> !sensor.at.isEmpty());
            agent.telemetry().pause("temperature");
            long paused = System.nanoTime();
            await().until(() -> System.nanoTime() - paused > 2_000_000_000L);
            long before = agent.telemetry().leftOut("temperature");
            int read = sensor.at.size();
            long resumed = System.nanoTime();
            agent.telemetry().every("temperature", Duration.ofMillis(10));
            await().until(() -> sensor.at.size() > read);
            long leftOut = agent.telemetry().leftOut("temperature") - before;
            assertThat(leftOut)
                    .as("no more than the intervals since, where the pause had 200")
                    .isLessThanOrEqualTo((System.nanoTime() - resumed) / 10_000_000L + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void readingsDoNotPileUpWhileTheHubIsAway(Transport transport, LocalHub hub, HubDevice device) {
        Sensor sensor = new Sensor();
        try (DeviceAgent agent = Agents.started(transport, hub, device, sensor)) {
            await().until(() -> !device.telemetry().isEmpty());
            hub.stop();
            long before = agent.telemetry().leftOut("temperature");
            await().until(() -> agent.telemetry().leftOut("temperature") > before + 15);
            int read = sensor.readings.get();
            assertThat(read - device.telemetry().size())
                    .as("three wait, and one may be on its way to wait")
                    .isLessThanOrEqualTo(4);
            hub.startAgain();
            await().atMost(Agents.SOON).until(() -> sensor.readings.get() > read + 3);
        }
    }

    static final class Weather {
        final AtomicInteger readings = new AtomicInteger();
        final AtomicInteger clock = new AtomicInteger();

        @Telemetry(everySeconds = 3600)
        Optional<String> weather() {
            return readings.incrementAndGet() == 1 ? Optional.empty() : Optional.of("sunny");
        }

        @Telemetry(everySeconds = 0.02)
        Optional<String> clock() {
            clock.incrementAndGet();
            return Optional.empty();
        }

        @Telemetry(everySeconds = 0.02)
        String broken() {
            throw new IllegalStateException("no sensor");
        }

        @DirectMethod("SetTelemetryInterval")
        void interval(Duration interval, DeviceAgent agent) {
            agent.telemetry().every("weather", interval);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theIntervalCanBeChangedAndTheSourcePausedWhileItRuns(Transport transport, LocalHub hub, HubDevice device) {
        Weather weather = new Weather();
        try (DeviceAgent agent = Agents.started(transport, hub, device, weather)) {
            await().until(() -> weather.readings.get() == 1);
            assertThat(device.telemetry()).as("an empty reading is not sent").isEmpty();
            assertThat(device.invoke("SetTelemetryInterval", "\"PT0.02S\"").status())
                    .isEqualTo(200);
            assertThat(agent.telemetry().interval("weather")).isEqualTo(Duration.ofMillis(20));
            device.awaitTelemetry(message -> message.text().equals("sunny"), Agents.SOON);
            await().until(() -> weather.readings.get() > 3);

            agent.telemetry().pause("weather");
            int ticks = weather.clock.get();
            await().until(() -> weather.clock.get() > ticks + 2); // one that was under way is over
            int read = weather.readings.get();
            await().until(() -> weather.clock.get() > ticks + 12);
            assertThat(weather.readings).hasValue(read);

            agent.telemetry().every("weather", Duration.ofMillis(20));
            await().until(() -> weather.readings.get() > read);
        }
    }

    @Test
    void sourcesAreNamedAndTheirIntervalsChecked(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device, new Weather()).build()) {
            assertThat(agent.telemetry().names()).containsExactly("broken", "clock", "weather");
            assertThatThrownBy(() -> agent.telemetry().every("whether", Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("No telemetry source 'whether'. Known: broken, clock, weather.");
            assertThatThrownBy(() -> agent.telemetry().every("weather", Duration.ofMillis(9)))
                    .hasMessage("interval is 0.009 s. It must be 0.01 s to 1 d.");
        }
    }

    @ModelComponent("thermostat1")
    static final class Thermostat {
        @Telemetry(everySeconds = 60)
        Reading temperature() {
            return new Reading(21);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theTelemetryOfAComponentSaysSo(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Thermostat())) {
            TelemetryMessage message = device.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(component(message)).isEqualTo("thermostat1");
            assertThat(agent.telemetry().names()).containsExactly("thermostat1*temperature");
            agent.send("{}", SendOptions.NONE.component("thermostat2").content("application/json", "utf-8"));
            TelemetryMessage sent = device.awaitTelemetry(any -> any.text().equals("{}"), Agents.SOON);
            assertThat(component(sent)).isEqualTo("thermostat2");
            assertThatThrownBy(() -> agent.send("{}", SendOptions.NONE.component("a b")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'a b' is not a component name");
        }
    }

    private static String component(TelemetryMessage message) {
        return String.valueOf(message.systemProperties().get("dt-subject"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aSlowSourceDelaysNoOther(Transport transport, LocalHub hub, HubDevice device) {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger fast = new AtomicInteger();
        Object sources = new Object() {
            @Telemetry(everySeconds = 0.02)
            Optional<String> slow() throws InterruptedException {
                release.await();
                return Optional.empty();
            }

            @Telemetry(everySeconds = 0.02)
            Optional<String> fast() {
                fast.incrementAndGet();
                return Optional.empty();
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, sources)) {
            await().until(() -> fast.get() > 20);
            assertThat(agent.telemetry().leftOut("slow")).isGreaterThan(10);
            release.countDown();
        }
    }
}
