package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.SendOptions;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** A duration may be how an application says "for ever": more than any clock counts. */
@LocalHubTest
class EndlessDurationsTest {
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    @Test
    void whoeverWaitsForEverWaits(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            agent.start(FOR_EVER);
            agent.send("kept", SendOptions.NONE.timeToLive(FOR_EVER));
            agent.awaitCaughtUp(FOR_EVER);
            assertThat(device.telemetry()).hasSize(1);
        }
    }

    @Test
    void aDeadlineMayBeAsFarAwayAsItLikes() {
        assertThat(Deadline.in(FOR_EVER).remaining()).isGreaterThan(Duration.ofDays(100 * 365));
        assertThat(Deadline.in(FOR_EVER.negated()).isPast()).isTrue();
    }
}
