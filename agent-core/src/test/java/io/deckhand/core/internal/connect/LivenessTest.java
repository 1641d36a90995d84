package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A connection that is dead without saying so is found, and the next one is whole. */
@LocalHubTest
class LivenessTest {
    /** The shortest there is. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private static final class Interval {
        final List<Integer> values = new CopyOnWriteArrayList<>();

        @DesiredProperty("interval")
        void changed(int value) {
            values.add(value);
        }
    }

    @Test
    void anIdleConnectionThatFellSilentIsFoundWithinOneAndAHalfKeepAlives(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).keepAlive(KEEP_ALIVE).build()) {
            agent.start(Agents.SOON);
            hub.faults().silence(device);
            // 7.5 s, and what a busy machine adds.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> agent.health().lastCause().isPresent());
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(agent.health().connects()).isEqualTo(2);
        }
    }

    @Test
    void aRequestThatNobodyAnswersIsAFailureOfTheConnection(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).keepAlive(KEEP_ALIVE).build()) {
            agent.start(Agents.SOON);
            hub.faults().silence(device);
            CompletableFuture<Void> reported = agent.reportAsync("r", 1).toCompletableFuture();
            CompletableFuture<Void> sent = agent.sendAsync("t", Map.of()).toCompletableFuture();
            assertThat(reported).succeedsWithin(Agents.SOON);
            assertThat(sent).succeedsWithin(Agents.SOON);
            assertThat(agent.health().lastCause())
                    .hasValueSatisfying(
                            cause -> assertThat(cause).isIn(FailureCause.TIMED_OUT, FailureCause.CONNECTION_LOST));
            assertThat(device.reported()).contains("\"r\":1");
        }
    }

    @Test
    void whatPiledUpIsThereOnceTheAgentIsWhole(LocalHub hub, HubDevice device) {
        Interval interval = new Interval();
        try (DeviceAgent agent = Agents.builder(hub, device, interval).build()) {
            assertThat(agent.health().caughtUp()).isFalse();
            device.patchDesired("{\"interval\":5}");
            var sent = agent.sendAsync("before", Map.of()).toCompletableFuture();
            var reported = agent.reportAsync("r", "before").toCompletableFuture();
            agent.startAsync();
            agent.awaitCaughtUp(Agents.SOON);

            assertThat(agent.health().caughtUp()).isTrue();
            assertThat(agent.health().lastAcknowledged()).isPresent();
            assertThat(agent.health().lastReceived()).isPresent();
            assertThat(interval.values).containsExactly(5);
            assertThat(sent).isDone();
            assertThat(reported).isDone();
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("before");
        }
    }

    @Test
    void anAgentThatIsNotWholeSaysWhatItWaitsFor(LocalHub hub, HubDevice device) {
        device.disable();
        DeviceAgent agent = Agents.builder(hub, device).build();
        try (agent) {
            agent.startAsync();
            agent.reportAsync("r", 1);
            await().until(() -> agent.health().lastCause().isPresent());
            assertThatThrownBy(() -> agent.awaitCaughtUp(Duration.ofMillis(10)))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("has not caught up after 0.01 s")
                    .hasMessageContaining("refused the credentials")
                    .hasMessageContaining("0 messages and 1 reported properties wait");
        }
        assertThatThrownBy(() -> agent.awaitCaughtUp(Agents.SOON)).hasMessageContaining("was closed");
    }

    @Test
    void aTokenIsRenewedBeforeItEndsTheConnection(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device)
                .tokenLifetime(Duration.ofSeconds(15))
                .build()) {
            agent.start(Agents.SOON);
            await().atMost(Duration.ofSeconds(40)).until(() -> hub.faults().connects(device) == 2);
            await().until(() -> agent.state() == ConnectionState.CONNECTED);
            assertThat(agent.health().lastCause()).isEmpty();
            agent.send("still here");
        }
    }
}
