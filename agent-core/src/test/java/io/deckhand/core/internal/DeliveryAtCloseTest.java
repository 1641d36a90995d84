package io.deckhand.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was accepted is delivered before an agent closes, for a bounded time; what is left is reported as lost. */
@LocalHubTest
class DeliveryAtCloseTest {
    private static final int MANY = 1_000;

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void closingOverAHealthyConnectionLosesNothing(Transport transport, LocalHub hub, HubDevice device) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        CompletableFuture<Void> reported;
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            for (int i = 0; i < MANY; i++) {
                sent.add(agent.sendAsync(Integer.toString(i)).toCompletableFuture());
            }
            reported = agent.reportAsync("last", MANY).toCompletableFuture();
        }
        assertThat(device.telemetry())
                .extracting(TelemetryMessage::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
        assertThat(device.reported()).contains("\"last\":" + MANY);
        assertThat(sent).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(reported).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void aFlushWaitsForTheHubAndAcrossALostConnection(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device)) {
            for (int i = 0; i < MANY; i++) {
                agent.sendAsync(Integer.toString(i));
            }
            agent.reportAsync("last", MANY);
            hub.faults().cut(device);
            assertThat(agent.flush(Agents.SOON)).isTrue();
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).contains("0", Integer.toString(MANY - 1));
            assertThat(device.reported()).contains("\"last\":" + MANY);
            assertThat(agent.health().telemetryWaiting()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void aSilentHubHoldsUpAFlushAndAClosingAgentForTheirLimitOnly(Transport transport, LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.started(transport, hub, device);
        hub.faults().silence(device);
        CompletableFuture<Void> sent = agent.sendAsync("never acknowledged").toCompletableFuture();
        assertThat(agent.flush(Duration.ofMillis(50))).isFalse();
        assertThat(agent.health().telemetryWaiting()).isOne();
        assertThat(CompletableFuture.runAsync(() -> agent.close(Duration.ofMillis(50))))
                .succeedsWithin(Duration.ofSeconds(20));
        assertThat(sent)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("was closed before the hub acknowledged the message");
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void closingWithALimitWaitsForTheNextConnection(Transport transport, LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.started(transport, hub, device);
        hub.faults().cut(device);
        CompletableFuture<Void> sent = agent.sendAsync("by the next connection").toCompletableFuture();
        agent.close(Agents.SOON);
        assertThat(sent).isCompleted();
        // Once, or once more with the same id if the loss came between its arrival and its acknowledgement.
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsOnly("by the next connection");
        assertThat(device.telemetry()).hasSizeBetween(1, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void aClosingAgentTakesNothingMore(Transport transport, LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.started(transport, hub, device);
        agent.close();
        assertThatThrownBy(() -> agent.sendAsync("late")).hasMessageContaining("is closed: the message was not sent");
        assertThatThrownBy(() -> agent.reportAsync("late", 1))
                .hasMessageContaining("is closed: 'late' was not reported");
    }
}
