package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Desired properties reach their listeners once, in order, however long the device was away. */
@LocalHubTest
@ResourceLock("the hub of DesiredPropertyTest") // some of these tests stop the hub they share
class DesiredPropertyTest {
    static final class Climate {
        final List<Object> told = new CopyOnWriteArrayList<>();

        @DesiredProperty("climate.target")
        double applyTarget(double celsius) {
            told.add(celsius);
            return Math.min(celsius, 30);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theCurrentValueIsDeliveredOnConnectAndWhatWasAppliedIsReported(
            Transport transport, LocalHub hub, HubDevice device) {
        device.patchDesired("{\"climate\":{\"target\":21.5}}");
        Climate climate = new Climate();
        try (DeviceAgent agent = Agents.started(transport, hub, device, climate)) {
            await().untilAsserted(() -> assertThat(climate.told).containsExactly(21.5));
            await().untilAsserted(() -> assertThat(device.reported()).contains("\"climate\":{\"target\":21.5}"));
            device.patchDesired("{\"climate\":{\"target\":99}}");
            await().untilAsserted(() -> assertThat(climate.told).containsExactly(21.5, 99.0));
            await().untilAsserted(() -> assertThat(device.reported()).contains("\"climate\":{\"target\":30.0}"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aChangeMadeWhileTheDeviceIsAwayIsDeliveredOnceWhenItIsBack(
            Transport transport, LocalHub hub, HubDevice device) {
        device.patchDesired("{\"climate\":{\"target\":20}}");
        Climate climate = new Climate();
        try (DeviceAgent agent = Agents.started(transport, hub, device, climate)) {
            await().until(() -> climate.told.size() == 1);
            hub.stop();
            hub.startAgain();
            device.patchDesired("{\"climate\":{\"target\":21}}");
            await().until(() -> hub.faults().connects(device) >= 2 && device.isConnected());
            await().untilAsserted(() -> assertThat(climate.told).containsExactly(20.0, 21.0));
            device.patchDesired("{\"other\":1}");
            device.patchDesired("{\"climate\":{\"target\":22}}");
            await().untilAsserted(() -> assertThat(climate.told).containsExactly(20.0, 21.0, 22.0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anUnchangedValueIsNotDeliveredAgainAfterAReconnect(Transport transport, LocalHub hub, HubDevice device) {
        device.patchDesired("{\"climate\":{\"target\":20}}");
        Climate climate = new Climate();
        try (DeviceAgent agent = Agents.started(transport, hub, device, climate)) {
            await().until(() -> climate.told.size() == 1);
            for (int loss = 1; loss <= 3; loss++) {
                int connects = loss + 1;
                hub.faults().cut(device);
                await().until(() -> hub.faults().connects(device) == connects);
                agent.send("connected again");
            }
            device.patchDesired("{\"climate\":{\"target\":23}}");
            await().untilAsserted(() -> assertThat(climate.told).containsExactly(20.0, 23.0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDeletedPropertyIsNullToThoseWhoTakeNull(Transport transport, LocalHub hub, HubDevice device) {
        List<String> told = new CopyOnWriteArrayList<>();
        Object listeners = new Object() {
            @DesiredProperty("name")
            void named(@Nullable String name) {
                told.add(name == null ? "(deleted)" : name);
            }

            @DesiredProperty
            void all(JsonNode section) {
                told.add(section.toString());
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listeners)) {
            device.patchDesired("{\"name\":\"north\"}");
            await().untilAsserted(() -> assertThat(told).contains("north", "{\"name\":\"north\"}"));
            device.patchDesired("{\"name\":null}");
            await().untilAsserted(() ->
                    assertThat(told).containsExactly("{}", "{\"name\":\"north\"}", "north", "{}", "(deleted)"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aListenerThatThrowsHoldsUpNoOtherAndNoLaterChange(Transport transport, LocalHub hub, HubDevice device) {
        List<Integer> told = new CopyOnWriteArrayList<>();
        Object listeners = new Object() {
            @DesiredProperty("level")
            void first(int level) {
                throw new IllegalStateException("level " + level + " does not suit me");
            }

            @DesiredProperty("level")
            void second(int level) {
                told.add(level);
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listeners)) {
            device.patchDesired("{\"level\":1}");
            device.patchDesired("{\"level\":\"not a number\"}");
            device.patchDesired("{\"level\":2}");
            await().untilAsserted(() -> assertThat(told).containsExactly(1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void changesInQuickSuccessionArriveInOrder(Transport transport, LocalHub hub, HubDevice device) {
        Climate climate = new Climate();
        try (DeviceAgent agent = Agents.started(transport, hub, device, climate)) {
            for (int i = 1; i <= 50; i++) {
                device.patchDesired("{\"climate\":{\"target\":" + i + "}}");
            }
            await().until(() -> climate.told.size() == 50);
            assertThat(climate.told)
                    .isSortedAccordingTo(java.util.Comparator.comparing(value -> (Double) value))
                    .startsWith(1.0)
                    .endsWith(50.0);
        }
    }
}
