package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.LossCause;
import io.deckhand.Overflow;
import io.deckhand.Priority;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits in the outbox, what goes first, and what is given up: counted, and told to whoever waits for it. */
@LocalHubTest
class OutboxTest {
    private static final SendOptions LOW = SendOptions.NONE.priority(Priority.LOW);
    private static final SendOptions HIGH = SendOptions.NONE.priority(Priority.HIGH);

    @Test
    void whatIsUrgentGoesFirstAndAmongEqualsWhatCameFirst(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            agent.sendAsync("low", LOW);
            agent.sendAsync("1", SendOptions.NONE);
            agent.sendAsync("alarm", HIGH);
            agent.sendAsync("2", SendOptions.NONE);
            agent.startAsync();
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("alarm", "1", "2", "low");
        }
    }

    @Test
    void theOldestOfTheLowestPriorityMakesWay(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device)
                .outboxCapacity(3)
                .overflow(Overflow.DROP_OLDEST)
                .build()) {
            var first = agent.sendAsync("1", SendOptions.NONE).toCompletableFuture();
            var low = agent.sendAsync("low", LOW).toCompletableFuture();
            agent.sendAsync("2", SendOptions.NONE);
            agent.sendAsync("3", SendOptions.NONE);
            assertGivenUp(low, "OVERFLOW");
            agent.sendAsync("alarm", HIGH);
            assertGivenUp(first, "OVERFLOW");
            assertThatThrownBy(() -> agent.sendAsync("low again", LOW))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("holds 3 messages");
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.OVERFLOW, 2L));

            agent.startAsync();
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("alarm", "2", "3");
        }
    }

    @Test
    void aProducerIsBlockedUntilThereIsRoom(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device)
                .outboxCapacity(1)
                .overflow(Overflow.BLOCK)
                .build()) {
            agent.sendAsync("1", Map.of());
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
                for (int i = 2; i <= 20; i++) {
                    agent.sendAsync("" + i, Map.of());
                }
            });
            agent.startAsync();
            assertThat(producer).succeedsWithin(Agents.SOON);
            await().until(() -> device.telemetry().size() == 20);
            assertThat(agent.health().telemetryLost()).isEmpty();
        }
    }

    @Test
    void aBlockedProducerIsRefusedInTheEnd(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device)
                .outboxCapacity(1)
                .overflow(Overflow.BLOCK)
                .operationTimeout(Duration.ofMillis(100))
                .build()) {
            agent.sendAsync("1", Map.of());
            assertThatThrownBy(() -> agent.sendAsync("2", Map.of()))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("holds 1 messages (1 bytes)");
        }
    }

    @Test
    void bytesAreBoundToo(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).outboxBytes(300_000).build()) {
            agent.sendAsync(new byte[200_000], Map.of());
            assertThatThrownBy(() -> agent.sendAsync(new byte[100_001], Map.of()))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("(200000 bytes)");
            var fits = agent.sendAsync(new byte[100_000], Map.of()).toCompletableFuture();
            agent.start(Agents.SOON);
            assertThat(fits).succeedsWithin(Agents.SOON);
            var room = agent.sendAsync(new byte[100_001], Map.of()).toCompletableFuture();
            assertThat(room).succeedsWithin(Agents.SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatHasOutlivedItselfIsNotSent(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(transport, hub, device).build()) {
            var stale = agent.sendAsync("stale", SendOptions.NONE.timeToLive(Duration.ofMillis(20)))
                    .toCompletableFuture();
            assertGivenUp(stale, "EXPIRED");
            agent.sendAsync("fresh", SendOptions.NONE.timeToLive(Duration.ofMinutes(5)));
            agent.startAsync();
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("fresh");
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.EXPIRED, 1L));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS"})
    void aMessageIsNotHeldBackByOneThatIsNeverAcknowledged(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device);
                var lost =
                        hub.faults().inject(PacketFault.drop(HubPacket.PUBACK).of(device))) {
            for (int i = 1; i <= 3; i++) {
                String text = "" + i;
                agent.sendAsync(text, Map.of());
                device.awaitTelemetry(message -> message.text().equals(text), Agents.SOON);
            }
            assertThat(agent.health().telemetryWaiting()).isEqualTo(3);
        }
    }

    @Test
    void whatIsWithdrawnIsCounted(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device)
                .operationTimeout(Duration.ofMillis(100))
                .build()) {
            assertThatThrownBy(() -> agent.send("nobody there")).hasMessageContaining("withdrawn");
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.WITHDRAWN, 1L));
            assertThat(agent.health().telemetryWaiting()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theBodySaysWhatItIs(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            agent.send(
                    "<t>21</t>",
                    SendOptions.of(Map.of("a", "1")).property("b", "2").content("text/xml", "utf-8"));
            TelemetryMessage message = device.telemetry().get(0);
            assertThat(message.properties()).isEqualTo(Map.of("a", "1", "b", "2"));
            assertThat(message.systemProperties())
                    .containsEntry("contentType", "text/xml")
                    .containsEntry("contentEncoding", "utf-8");
        }
    }

    @Test
    void anyNumberOfMessagesThatAreRefusedHoldsUpNone(LocalHub hub, HubDevice device) {
        Map<String, String> reserved = Map.of("iothub-messageid", "mine");
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            for (int i = 0; i < 9_000; i++) {
                agent.sendAsync("refused", reserved);
            }
            var good = agent.sendAsync("good", Map.of()).toCompletableFuture();
            agent.start(Agents.SOON);
            assertThat(good).succeedsWithin(Agents.SOON);
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.REFUSED, 9_000L));
            assertThat(agent.health().telemetryWaiting()).isZero();
            assertThat(agent.health().connects()).isEqualTo(1);
        }
    }

    private static void assertGivenUp(CompletableFuture<Void> sent, String cause) {
        assertThat(sent)
                .failsWithin(Agents.SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(AgentException.class)
                .withMessageContaining(cause);
    }
}
