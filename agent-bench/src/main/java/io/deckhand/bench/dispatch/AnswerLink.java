package io.deckhand.bench.dispatch;

import io.deckhand.Disposition;
import io.deckhand.core.internal.link.BlockingHubLink;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;

/** A link without a hub: it passes answers to the waiting caller, and acknowledges them. */
final class AnswerLink implements BlockingHubLink {
    private final SynchronousQueue<MethodAnswer> answers = new SynchronousQueue<>();

    MethodAnswer await() throws InterruptedException {
        return answers.take();
    }

    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        try {
            answers.put(answer);
            return CompletableFuture.completedFuture(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void open() {}

    @Override
    public boolean canAbandon() {
        return false;
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return nobodyAsks();
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {}

    @Override
    public CompletionStage<Void> send(TelemetryMessage message) {
        return nobodyAsks();
    }

    @Override
    public int telemetryWindow() {
        return 1;
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return nobodyAsks();
    }

    private static CompletionStage<Void> nobodyAsks() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("This link accepts answers only"));
    }

    @Override
    public Optional<Failure> overdue() {
        return Optional.empty();
    }

    @Override
    public Duration untilOverdue() {
        return Duration.ofDays(1);
    }

    @Override
    public Optional<Duration> usableFor() {
        return Optional.empty();
    }

    @Override
    public void abandon(Throwable why) {}

    @Override
    public void close() {}
}
