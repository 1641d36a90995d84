package io.deckhand.core.internal.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Completes the futures of acknowledged messages, in order, on a lane: one task for all that were acknowledged until it runs, since
 * handing over a task costs more than completing a future.
 */
final class Arrivals {
    private final Executor callbacks;
    private List<Parcel> arrived = new ArrayList<>();

    Arrivals(Executor callbacks) {
        this.callbacks = callbacks;
    }

    void add(Parcel parcel) {
        boolean first;
        synchronized (this) {
            first = arrived.isEmpty();
            arrived.add(parcel);
        }
        if (first) {
            callbacks.execute(this::complete);
        }
    }

    private void complete() {
        List<Parcel> batch;
        synchronized (this) {
            batch = arrived;
            arrived = new ArrayList<>(); // later ones have a task of their own, before which no other may run
        }
        batch.forEach(Parcel::arrived);
    }
}
