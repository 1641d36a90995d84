package io.deckhand.core.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/**
 * Deliveries of a closing agent: they continue as long as the hub keeps acknowledging some, for a bounded time. Nothing
 * new is accepted meanwhile.
 */
final class LastDeliveries {
    private static final Duration STUCK = Duration.ofSeconds(3);
    private static final Duration AT_MOST = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 100;

    private final AgentThreads threads;
    private final IntSupplier waiting;
    private final long stuck;
    private final long atMost;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final long begun = System.nanoTime();
    private int least;
    private long progressed = begun;

    private LastDeliveries(AgentThreads threads, IntSupplier waiting, Duration stuck, Duration atMost) {
        this.threads = threads;
        this.waiting = waiting;
        this.stuck = stuck.toNanos();
        this.atMost = atMost.toNanos();
        this.least = waiting.getAsInt();
    }

    /**
     * {@return completes when all is delivered, or when nothing was delivered for too long; {@code waiting} counts what
     * is left}
     */
    static CompletableFuture<Void> await(AgentThreads threads, IntSupplier waiting, CompletionStage<?> delivered) {
        return await(threads, waiting, delivered, STUCK, AT_MOST);
    }

    static CompletableFuture<Void> await(
            AgentThreads threads, IntSupplier waiting, CompletionStage<?> delivered, Duration stuck, Duration atMost) {
        LastDeliveries deliveries = new LastDeliveries(threads, waiting, stuck, atMost);
        delivered.whenComplete((nothing, failure) -> deliveries.over.complete(null));
        deliveries.look();
        return deliveries.over;
    }

    private void look() {
        long now = System.nanoTime();
        int left = waiting.getAsInt();
        if (left < least) {
            least = left;
            progressed = now;
        }
        if (now - progressed >= stuck || now - begun >= atMost) {
            over.complete(null);
        } else if (!over.isDone()) {
            threads.schedule(this::look, LOOK_MILLIS, MILLISECONDS);
        }
    }
}
