package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent arrives, once or again with the same id, in order; what cannot be sent says so at once. */
@LocalHubTest
@ResourceLock("the hub of TelemetryTest") // some of these tests stop the hub they share
class TelemetryTest {
    record Reading(double temperature, Instant at) {}

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRecordArrivesAsJson(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            agent.send(new Reading(21.5, Instant.parse("2026-01-02T03:04:05Z")), Map.of("alert", "a=b&c d"));
            TelemetryMessage message = device.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(message.text()).isEqualTo("{\"temperature\":21.5,\"at\":\"2026-01-02T03:04:05Z\"}");
            assertThat(message.properties()).containsEntry("alert", "a=b&c d");
            assertThat(message.systemProperties())
                    .containsEntry("contentType", "application/json")
                    .containsEntry("contentEncoding", "utf-8")
                    .containsKey("messageId");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void textAndBytesArriveAsTheyAre(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            agent.send("plain");
            agent.send(new byte[] {1, 2, 3});
            assertThat(device.telemetry().get(0).text()).isEqualTo("plain");
            assertThat(device.telemetry().get(1).body()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void whatIsSentBeforeTheStartGoesOutInOrder(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                sent.add(agent.sendAsync("m" + i, Map.of()).toCompletableFuture());
            }
            agent.start(Agents.SOON);
            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Agents.SOON);
            List<String> texts =
                    device.telemetry().stream().map(TelemetryMessage::text).toList();
            assertThat(texts)
                    .isEqualTo(IntStream.range(0, 1000).mapToObj(i -> "m" + i).toList());
        }
    }

    @Test
    void nothingIsLostWhenTheConnectionIsCutUnderLoad(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                sent.add(agent.sendAsync("m" + i, Map.of()).toCompletableFuture());
                if (i % 500 == 250) {
                    hub.faults().cut(device);
                }
            }
            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(40));
            Map<String, String> idOfText = new java.util.HashMap<>();
            LinkedHashSet<String> firsts = new LinkedHashSet<>();
            for (TelemetryMessage message : device.telemetry()) {
                String id = message.systemProperties().get("messageId");
                assertThat(idOfText.computeIfAbsent(message.text(), text -> id))
                        .as("a repetition of %s", message.text())
                        .isEqualTo(id);
                firsts.add(message.text());
            }
            assertThat(firsts).hasSize(2000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatBreaksALimitIsRefusedBeforeItCostsTheConnection(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            assertThatThrownBy(() -> agent.send("x".repeat(300_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("300000 bytes")
                    .hasMessageContaining("262144");
            assertThatThrownBy(() -> agent.send(""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("empty");
            assertThatThrownBy(() -> agent.send("x", Map.of("k", "")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'k'");
            agent.send("y".repeat(200_000));
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theLargestMessageThatIsAcceptedIsOneThatTheHubTakes(Transport transport, LocalHub hub, HubDevice device) {
        Map<String, String> bytesOfTwoAndThree = Map.of("\u00fc".repeat(50), "\u20ac".repeat(3000));
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            assertTaken(sendLargest(agent, SendOptions.NONE.component("thermostat1")), agent);
            assertTaken(sendLargest(agent, SendOptions.of(bytesOfTwoAndThree).content("text/plain", "utf-8")), agent);
        }
    }

    private static CompletableFuture<Void> sendLargest(DeviceAgent agent, SendOptions options) {
        for (int bytes = 256 * 1024; ; bytes--) {
            try {
                return agent.sendAsync(new byte[bytes], options).toCompletableFuture();
            } catch (IllegalArgumentException tooLarge) {
                assertThat(bytes).as("%s", tooLarge.getMessage()).isGreaterThan(250_000);
            }
        }
    }

    private static void assertTaken(CompletableFuture<Void> sent, DeviceAgent agent) {
        assertThat(sent).succeedsWithin(Agents.SOON);
        assertThat(agent.health().connects()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatTheTopicCannotHoldIsRefusedAtTheCall(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            assertThatThrownBy(() -> agent.send("x", Map.of("p", "a b".repeat(15_000))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60000");
            assertThatThrownBy(() ->
                            agent.send("x", SendOptions.NONE.content("text/plain" + ";".repeat(60_000), "utf-8")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60000");
        }
    }

    /** Over AMQP it would end the connection, and again whenever it is sent anew; over MQTT it would arrive as something else. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatAmqpCannotCarryIsRefusedAtTheCall(Transport transport, LocalHub hub, HubDevice device) {
        String half = "\ud83d";
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            for (SendOptions options : List.of(SendOptions.of(Map.of("p", half)), SendOptions.of(Map.of(half, "v")))) {
                assertThatThrownBy(() -> agent.send("x", options))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("unpaired surrogate");
            }
            for (SendOptions options : List.of(
                    SendOptions.NONE.content("text/\ud83d\ude00", "utf-8"),
                    SendOptions.NONE.content("text/plain", "\u20ac"))) {
                assertThatThrownBy(() -> agent.send("x", options))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("ASCII");
            }
            agent.send("next", Map.of("p", "\ud83d\ude00"));
            assertThat(agent.health().connects()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aPropertyTheSdkRefusesFailsItsMessageOnly(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            assertThatThrownBy(() -> agent.send("x", Map.of("iothub-connection-device-id", "mine")))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("iothub-connection-device-id is a reserved");
            assertThatThrownBy(() -> agent.send("x", Map.of("p", "ä".repeat(15_000))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("60000");
            agent.send("next");
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }

    @Test
    void aFullOutboxSaysSo(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).outboxCapacity(2).build()) {
            var first = agent.sendAsync("1", Map.of());
            agent.sendAsync("2", Map.of());
            assertThatThrownBy(() -> agent.sendAsync("3", Map.of()))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("holds 2 messages");
            agent.start(Agents.SOON);
            assertThat(first.toCompletableFuture()).succeedsWithin(Agents.SOON);
            await().ignoreExceptions().untilAsserted(() -> agent.send("3"));
        }
    }

    @Test
    void sendingToAHubThatIsAwaySaysWhyAndWithdraws(LocalHub hub, HubDevice device) {
        hub.stop();
        try (DeviceAgent agent = Agents.builder(hub, device)
                .operationTimeout(Duration.ofMillis(500))
                .build()) {
            agent.startAsync();
            await().until(() -> agent.health().lastFailure().isPresent());
            assertThatThrownBy(() -> agent.send("withdrawn"))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("within 0.5 s")
                    .hasMessageContaining("refused");
            hub.startAgain();
            agent.start(Agents.SOON);
            var later = agent.sendAsync("kept", Map.of()).toCompletableFuture();
            assertThat(later).succeedsWithin(Agents.SOON);
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("kept");
        }
    }
}
