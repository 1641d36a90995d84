package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.Delivery;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.TwinSection;
import io.deckhand.core.Agents;
import io.deckhand.core.Reborn;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@LocalHubTest
class DurableTwinTest {
    @TempDir
    Path directory;

    /** Notes what it is told. */
    static final class Heater {
        final List<String> told = new CopyOnWriteArrayList<>();

        @DesiredProperty("target")
        void target(@Nullable Double celsius) {
            told.add("target " + celsius);
        }
    }

    static final class Later {
        final List<String> told = new CopyOnWriteArrayList<>();

        @DesiredProperty("target")
        void target(@Nullable Double celsius) {
            told.add("target " + celsius);
        }

        @DesiredProperty("fan")
        void fan(@Nullable Integer speed) {
            told.add("fan " + speed);
        }
    }

    private static void kept(DeviceAgent agent) {
        assertThat(agent.flush(Agents.SOON, Delivery.KEPT)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatWasMissedWhileOffIsToldOnceAndNothingAgain(Transport transport, LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        device.patchDesired("{\"target\":20.0,\"fan\":3}");
        Heater first = new Heater();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, first).storeIn(store).build()) {
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
            device.patchDesired("{\"target\":21.0}");
            await().until(() -> first.told.size() == 2);
        }
        assertThat(first.told).containsExactly("target 20.0", "target 21.0");

        Heater same = new Heater();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, same).storeIn(store).build()) {
            assertThat(agent.desired().flatMap(twin -> twin.get("target", Double.class)))
                    .as("before there is a network")
                    .hasValue(21.0);
            assertThat(agent.desired().orElseThrow().version()).isEqualTo(3);
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
        }
        assertThat(same.told).isEmpty();

        device.patchDesired("{\"target\":null}");
        Later other = new Later();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, other).storeIn(store).build()) {
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(agent.desired().orElseThrow().json()).isEqualTo("{\"fan\":3}");
        }
        assertThat(other.told)
                .as("a deletion, and a listener that is new")
                .containsExactlyInAnyOrder("target null", "fan 3");
    }

    @Test
    void reportsThatTheHubDoesNotHaveGoOutAtTheNextStart(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        DeviceAgent first = Agents.builder(hub, device).storeIn(store).build();
        first.reportAsync("mode", "eco");
        first.reportAsync("fan", 1);
        first.reportAsync("mode", "boost");
        first.reportAsync("fan.speed", 2);
        kept(first);
        Path found = Reborn.copy(store);
        first.close(Duration.ZERO);
        try (DeviceAgent second = Agents.builder(hub, device).storeIn(found).build()) {
            assertThat(second.health().reportedWaiting()).isEqualTo(3);
            second.start(Agents.SOON);
            second.awaitCaughtUp(Agents.SOON);
            assertThat(device.reported().toString())
                    .contains("\"mode\":\"boost\"")
                    .contains("\"speed\":2");
        }
    }

    @Test
    void aValueThatTheHubHasIsNotSentAgain(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        try (DeviceAgent first = Agents.builder(hub, device).storeIn(store).build()) {
            first.start(Agents.SOON);
            first.report("mode", "eco");
        }
        try (DeviceAgent second = Agents.builder(hub, device).storeIn(store).build()) {
            assertThat(second.health().reportedWaiting()).isZero();
            assertThat(second.reported().flatMap(twin -> twin.get("mode", String.class)))
                    .hasValue("eco");
            second.start(Agents.SOON);
            second.awaitCaughtUp(Agents.SOON);
            TwinSection reported = second.reported().orElseThrow();
            assertThat(reported.version()).as("one report in all").isEqualTo(2);
        }
    }

    @Test
    void withoutAStoreTheTwinIsKnownOnceItWasRead(LocalHub hub, HubDevice device) {
        device.patchDesired("{\"a\":{\"b\":[1,2]}}");
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            assertThat(agent.desired()).isEmpty();
            assertThat(agent.reported()).isEmpty();
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
            agent.report("x.y", 1);
            assertThat(agent.desired().orElseThrow().get("a.b", List.class)).hasValue(List.of(1, 2));
            assertThat(agent.reported().orElseThrow().json()).isEqualTo("{\"x\":{\"y\":1}}");
        }
    }
}
