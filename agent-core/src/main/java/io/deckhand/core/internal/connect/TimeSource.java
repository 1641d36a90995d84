package io.deckhand.core.internal.connect;

import java.time.Duration;
import java.time.Instant;

/** The time as the supervisor sees it; a test's may pass as fast as it likes. */
public interface TimeSource {
    /** {@return the time of day, for people to read: it jumps when a device that woke in 1970 has its clock set} */
    Instant now();

    /** {@return the time since some moment, for intervals: it never jumps} */
    Duration elapsed();

    /** Waits on a monitor that the caller holds, at most so long; may return early, as {@link Object#wait(long)} may. */
    void await(Object monitor, Duration atMost) throws InterruptedException;

    /** The time of this machine. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Duration elapsed() {
            return Duration.ofNanos(System.nanoTime());
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // callers loop
        public void await(Object monitor, Duration atMost) throws InterruptedException {
            monitor.wait(Math.max(1, Math.min(atMost.toMillis(), Integer.MAX_VALUE)));
        }
    };
}
