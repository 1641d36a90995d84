package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Telemetry for clients that poll: the messages after a position, or the next one to arrive. No thread waits. */
public final class TelemetryFeed {
    private final TelemetryLog log;

    public TelemetryFeed(TelemetryLog log) {
        this.log = log;
    }

    /**
     * {@return a future that completes with the messages after a position, when the first one arrives, or without any after a time}
     *
     * @param place the position, as for {@link TelemetryLog#after}
     * @param deviceId the device whose messages to return; null for all
     */
    public CompletableFuture<TelemetryPage> after(long place, int atMost, @Nullable String deviceId, Duration wait) {
        Predicate<TelemetryMessage> which = message -> deviceId == null || deviceId.equals(message.deviceId());
        Waiting waiting = new Waiting(place, atMost, which);
        waiting.begin();
        return waiting.page
                .completeOnTimeout(waiting.nothing(), wait.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((page, failure) -> waiting.end());
    }

    /** A waiting client. Its listener runs on the thread that delivers a message. */
    private final class Waiting implements Runnable {
        private final int atMost;
        private final Predicate<TelemetryMessage> which;
        private final CompletableFuture<TelemetryPage> page = new CompletableFuture<>();
        private final long missed;
        private long place;

        Waiting(long place, int atMost, Predicate<TelemetryMessage> which) {
            TelemetryPage start = log.after(place, 0, which);
            this.place = start.next();
            this.missed = start.missed();
            this.atMost = atMost;
            this.which = which;
        }

        void begin() {
            for (int partition = 0; partition < TelemetryLog.PARTITIONS; partition++) {
                log.addListener(partition, this);
            }
            run();
        }

        void end() {
            for (int partition = 0; partition < TelemetryLog.PARTITIONS; partition++) {
                log.removeListener(partition, this);
            }
        }

        synchronized TelemetryPage nothing() {
            return new TelemetryPage(List.of(), place, missed);
        }

        @Override
        public synchronized void run() {
            TelemetryPage found = log.after(place, atMost, which);
            place = found.next();
            if (!found.messages().isEmpty()) {
                page.complete(new TelemetryPage(found.messages(), place, missed));
            }
        }
    }
}
