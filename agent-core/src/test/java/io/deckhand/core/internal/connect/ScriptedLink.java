package io.deckhand.core.internal.connect;

import io.deckhand.Disposition;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.BlockingHubLink;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link that only opens, or does not: thousands of them are tried in virtual time. */
class ScriptedLink implements BlockingHubLink {
    interface Opening {
        void open(ScriptedLink link, HubEvents events) throws HubLinkException;
    }

    private final Opening opening;
    final Transport transport;
    private final HubEvents events;

    ScriptedLink(Opening opening, Transport transport, HubEvents events) {
        this.opening = opening;
        this.transport = transport;
        this.events = events;
    }

    @Override
    public void open() throws HubLinkException {
        opening.open(this, events);
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return nobodyAsks();
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return nobodyAsks();
    }

    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        return nobodyAsks();
    }

    @Override
    public CompletionStage<Void> send(TelemetryMessage telemetry) {
        return nobodyAsks();
    }

    @Override
    public int telemetryWindow() {
        return 1;
    }

    private static CompletionStage<Void> nobodyAsks() {
        return CompletableFuture.failedFuture(new AssertionError("The supervisor only opens and closes"));
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        throw new AssertionError("The supervisor only opens and closes");
    }

    @Override
    public Optional<Failure> overdue() {
        return Optional.empty();
    }

    @Override
    public Duration untilOverdue() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Optional<Duration> usableFor() {
        return Optional.empty();
    }

    @Override
    public void abandon(Throwable why) {}

    @Override
    public void close() {}

    @Override
    public boolean canAbandon() {
        return false;
    }
}
