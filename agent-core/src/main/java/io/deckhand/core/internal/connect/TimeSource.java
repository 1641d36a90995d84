package io.deckhand.core.internal.connect;

import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The time as the supervisor sees it; a test's may pass as fast as it likes. */
public interface TimeSource {
    /** Undoes a {@link #schedule}. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    /** {@return the time of day, for people to read: it jumps when a device that woke in 1970 has its clock set} */
    Instant now();

    /** {@return the time since some moment, for intervals: it never jumps} */
    Duration elapsed();

    /** Runs a task that only hands over once so much time has passed; may do so early, and never once cancelled. */
    Alarm schedule(Duration delay, Runnable task);

    /** {@return the time of this machine, with an agent's timer} */
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
