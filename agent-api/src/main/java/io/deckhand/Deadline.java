package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long the caller of a direct method still waits: a parameter of a handler that would rather give less than be late.
 *
 * <pre>{@code
 * @DirectMethod(timeoutSeconds = 10)
 * Scan scan(Deadline deadline) {
 *     return scanner.scanFor(deadline.remaining().minusMillis(200));
 * }
 * }</pre>
 *
 * <p>It is counted from the arrival of the call and {@link DirectMethod#timeoutSeconds()}, so it also covers the time spent
 * waiting for a free slot. The hub does not tell a device how long its caller really waits: keep the two alike.
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
     * Makes a deadline, for tests of handlers.
     *
     * @param duration how long from now
     * @return the deadline
     */
    public static Deadline in(Duration duration) {
        long left = TimeUnit.NANOSECONDS.convert(
                requireNonNull(duration, "duration")); // as long as can be, if it is longer
        return new Deadline(System.nanoTime() + Math.max(0, left));
    }

    /** {@return how long is left, zero once it has passed} */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** {@return whether it has passed: whatever the handler returns is dropped} */
    public boolean isPast() {
        return remaining().isZero();
    }

    /** {@return what is left} */
    @Override
    public String toString() {
        return "Deadline[" + remaining() + " left]";
    }
}
