package io.deckhand.core.internal.connect;

import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The clock and timer of the supervisor; tests replace it to advance the time themselves. */
public interface TimeSource {
    /** Cancels a {@link #schedule}. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    /** {@return the time of day, for display only: it jumps when the clock of a device that started in 1970 is set} */
    Instant now();

    /** {@return the time since a fixed moment, for intervals: it never jumps} */
    Duration elapsed();

    /** Runs a non-blocking task after a delay. It may run early, and does not run after it was cancelled. */
    Alarm schedule(Duration delay, Runnable task);

    /** {@return this machine's clock, with an agent's timer} */
    static TimeSource of(AgentThreads threads) {
        return new TimeSource() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public Duration elapsed() {
                return Duration.ofNanos(System.nanoTime());
            }

            @Override
            public Alarm schedule(Duration delay, Runnable task) {
                try {
                    long millis = Math.max(1, Math.min(delay.toMillis(), Integer.MAX_VALUE));
                    Future<?> planned = threads.schedule(task, millis, TimeUnit.MILLISECONDS);
                    return () -> planned.cancel(false);
                } catch (RejectedExecutionException closed) {
                    return () -> {};
                }
            }
        };
    }
}
