package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time until the caller of a direct method stops waiting: a parameter for handlers that can return a partial result
 * in time.
 *
 * <pre>{@code
 * @DirectMethod(timeoutSeconds = 10)
 * Scan scan(Deadline deadline) {
 *     return scanner.scanFor(deadline.remaining().minusMillis(200));
 * }
 * }</pre>
 *
 * <p>The deadline is the arrival of the call plus {@link DirectMethod#timeoutSeconds()}, so it includes the time spent
 * waiting for a free slot. The hub does not tell a device how long its caller really waits: use the same value on both
 * sides.
 *
 * <p>Immutable. Measured with a clock that does not jump.
 *
 * @since 0.1
 */
public final class Deadline {
    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /**
     * Creates a deadline, for tests of handlers.
     *
     * @param duration how long from now
     * @return the deadline
     */
    public static Deadline in(Duration duration) {
        long left = TimeUnit.NANOSECONDS.convert(
                requireNonNull(duration, "duration")); // as long as can be, if it is longer
        return new Deadline(System.nanoTime() + Math.max(0, left));
    }

    /** {@return the remaining time, zero once the deadline has passed} */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** {@return whether it has passed: the handler's result will be dropped} */
    public boolean isPast() {
        return remaining().isZero();
    }

    /** {@return the remaining time} */
    @Override
    public String toString() {
        return "Deadline[" + remaining() + " left]";
    }
}
