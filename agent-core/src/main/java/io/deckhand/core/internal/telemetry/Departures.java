package io.deckhand.core.internal.telemetry;

import io.deckhand.AgentException;
import io.deckhand.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages that leave the outbox: the hub has acknowledged them, or they are given up and counted. Completes the futures
 * of their senders and those that wait until all messages have left, on the lane of the outbox unless nothing depends on
 * them. Not thread-safe: the outbox locks.
 */
final class Departures {
    private final String deviceId;
    private final Executor callbacks;
    private final Arrivals arrivals;
    private final Losses losses;
    private final CatchUps catchUps;

    /** Like the catch-ups, but across connections. */
    private final CatchUps flushes;

    private long acknowledged;

    Departures(String deviceId, Executor callbacks) {
        this.deviceId = deviceId;
        this.callbacks = callbacks;
        this.arrivals = new Arrivals(callbacks);
        this.losses = new Losses(deviceId);
        this.catchUps = new CatchUps(callbacks);
        this.flushes = new CatchUps(callbacks);
    }

    void acknowledged(Parcel parcel) {
        acknowledged++;
        if (!parcel.arrivedUnlessAwaited()) {
            arrivals.add(parcel);
        }
        left(parcel.number());
    }

    /** {@return how many messages the hub has acknowledged} */
    long acknowledged() {
        return acknowledged;
    }

    void lost(Parcel parcel, LossCause cause, String why) {
        lost(parcel.number(), parcel, cause, why);
    }

    /** {@code sender} is the future of the message's sender, if it is still referenced. */
    void lost(long number, @Nullable Parcel sender, LossCause cause, String why) {
        losses.count(cause);
        if (sender != null) {
            AgentException loss =
                    new AgentException("The message of '" + deviceId + "' was given up: " + cause + ". " + why);
            callbacks.execute(() -> sender.lost(loss));
        }
        left(number);
    }

    private void left(long number) {
        catchUps.left(number);
        flushes.left(number);
    }

    /** Messages that are lost without having been in this outbox. */
    void countLost(LossCause cause, long messages) {
        losses.count(cause, messages);
    }

    /** {@return how many messages were given up, for each cause that occurred} Needs no lock. */
    Map<LossCause, Long> losses() {
        return losses.counts();
    }

    /**
     * {@return done once the given number of messages, all accepted before message number {@code before}, have left, or
     * once the connection is lost}
     */
    CompletableFuture<Void> caughtUp(long before, int messages) {
        return catchUps.await(before, messages);
    }

    /** {@return the same, over any number of connections} */
    CompletableFuture<Void> flushed(long before, int messages) {
        return flushes.await(before, messages);
    }

    /** {@return the futures that end with the connection: the next connection adds new ones} */
    List<CompletableFuture<Void>> disconnected() {
        return catchUps.takeAll();
    }

    /** {@return all futures that wait until messages have left} */
    List<CompletableFuture<Void>> closed() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>(catchUps.takeAll());
        waiting.addAll(flushes.takeAll());
        return waiting;
    }
}
