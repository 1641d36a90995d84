package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.deckhand.Overflow;
import io.deckhand.Priority;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboxEpochsTest {
    private static final Envelope PLAIN = new Envelope(Map.of(), null, null, null, Priority.NORMAL, null);

    /** A hub that is connected again and again and takes nothing, as when its quota is used up, must leave nothing behind. */
    @Test
    void whoWaitsUntilAConnectionHasCaughtUpWaitsNoLongerThanThatConnection() {
        AgentThreads threads = new AgentThreads("d", false);
        HubLink link = mock(HubLink.class);
        when(link.telemetryWindow()).thenReturn(1);
        when(link.send(any())).thenReturn(new CompletableFuture<>());
        try {
            Outbox outbox =
                    new Outbox("d", new OutboxLimits(10, 1_000, Overflow.REFUSE, Duration.ofSeconds(1)), threads);
            outbox.add(new byte[10], PLAIN);
            outbox.connected(link);
            CompletableFuture<Void> caughtUp = outbox.caughtUp();
            assertThat(caughtUp).isNotDone();
            outbox.disconnected();
            assertThat(caughtUp).isDone();
            assertThat(outbox.caughtUp()).as("that of the next connection").isNotDone();
        } finally {
            threads.close();
        }
    }
}
