package io.deckhand.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.core.Agents;
import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastDeliveriesTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AgentThreads threads = new AgentThreads("d", false);
    private final AtomicInteger left = new AtomicInteger(100);
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();

    @AfterEach
    void close() {
        threads.close();
    }

    private CompletableFuture<Void> awaiting(Duration stuck, Duration atMost) {
        return LastDeliveries.await(threads, left::get, delivered, stuck, atMost);
    }

    @Test
    void whileSomethingArrivesTheAgentWaitsUntilAllIsDelivered() {
        AtomicInteger looks = new AtomicInteger();
        CompletableFuture<Void> over = LastDeliveries.await(
                threads, () -> 1_000 - looks.incrementAndGet(), delivered, Duration.ofNanos(1), LONG);
        await().atMost(Agents.SOON).until(() -> looks.get() > 5);
        assertThat(over).isNotDone();
        delivered.complete(null);
        assertThat(over).isCompleted();
    }

    @Test
    void whenNothingArrivesForAWhileItWaitsNoLonger() {
        assertThat(awaiting(Duration.ofMillis(50), LONG)).succeedsWithin(Agents.SOON);
    }

    @Test
    void whatArrivesTooSlowlyIsNotWaitedForWithoutAnEnd() {
        CompletableFuture<Void> over =
                LastDeliveries.await(threads, left::decrementAndGet, delivered, LONG, Duration.ofMillis(250));
        assertThat(over).succeedsWithin(Agents.SOON);
        assertThat(left).hasValueGreaterThan(0);
    }
}
