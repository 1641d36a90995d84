package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.deckhand.Overflow;
import io.deckhand.Priority;
import io.deckhand.core.Agents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which thread completes the future of a message, and in which order. */
class ArrivalsTest {
    private static final Envelope PLAIN = new Envelope(Map.of(), null, null, null, Priority.HIGH, null);

    private final AgentThreads threads = new AgentThreads("d", false);
    private final List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
    private final Outbox outbox =
            new Outbox("d", new OutboxLimits(1_000, 100_000, Overflow.REFUSE, Duration.ofSeconds(1)), threads);

    ArrivalsTest() {
        HubLink link = mock(HubLink.class);
        when(link.telemetryWindow()).thenReturn(1_000);
        when(link.send(any())).thenAnswer(sent -> {
            acknowledgements.add(new CompletableFuture<>());
            return acknowledgements.get(acknowledgements.size() - 1);
        });
        outbox.connected(link);
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void theLinksThreadCompletesAFutureThatNothingDependsOn() {
        Parcel parcel = outbox.add(new byte[10], PLAIN);
        acknowledgements.get(0).complete(null);

        assertThat(parcel).isCompleted();
    }

    @Test
    void theLinksThreadRunsNothingThatDependsOnAFuture() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Parcel parcel = outbox.add(new byte[10], PLAIN);
        parcel.thenRun(() -> ran.complete(Thread.currentThread()));
        acknowledgements.get(0).complete(null);

        assertThat(ran.get(Agents.SOON.toSeconds(), TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        assertThat(parcel).isCompleted();
    }

    @Test
    void norWhatIsAddedToItAtThatMoment() throws Exception {
        ExecutorService sender = Executors.newSingleThreadExecutor();
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> dependents = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                Parcel parcel = outbox.add(new byte[10], PLAIN);
                CyclicBarrier together = new CyclicBarrier(2);
                Future<CompletableFuture<Void>> added = sender.submit(() -> {
                    together.await();
                    return parcel.thenRun(() -> ran.add(Thread.currentThread()));
                });
                together.await();
                acknowledgements.get(i).complete(null);
                dependents.add(added.get());
            }
            CompletableFuture.allOf(dependents.toArray(CompletableFuture[]::new))
                    .get(Agents.SOON.toSeconds(), TimeUnit.SECONDS);
        } finally {
            sender.shutdownNow();
        }

        assertThat(ran).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void futuresCompleteInTheOrderOfTheAcknowledgementsAndBeforeAFlush() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            int number = i;
            outbox.add(new byte[10], PLAIN).thenRun(() -> {
                begun.countDown();
                awaitQuietly(go);
                order.add(number);
            });
        }
        CompletableFuture<Void> flushed = outbox.flushed().thenRun(() -> order.add(100));
        acknowledgements.get(0).complete(null);
        assertThat(begun.await(Agents.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        acknowledgements.forEach(each -> each.complete(null));
        go.countDown();
        flushed.get(Agents.SOON.toSeconds(), TimeUnit.SECONDS);

        assertThat(order).hasSize(101).isSorted();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
