package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Limits of a direct method that is added as a function: how long it may take, how many calls run at once, and how many
 * may wait. For annotated methods, {@link DirectMethod} has the same settings.
 *
 * <pre>{@code
 * agent.methods().add("ping", MethodLimits.DEFAULT.concurrency(4), request -> "pong");
 * }</pre>
 *
 * @param timeout after which a call is answered 504 at the latest, 1 ms to 300 s
 * @param concurrency how many calls may run at the same time, 1 to 256
 * @param queue how many calls may wait for a free slot, 0 to 10,000; a further one is answered with 429 at once
 * @since 0.1
 */
public record MethodLimits(Duration timeout, int concurrency, int queue) {
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    /** The defaults of {@link DirectMethod}: 30 s, one at a time, 64 waiting. */
    public static final MethodLimits DEFAULT = new MethodLimits(Duration.ofSeconds(30), 1, 64);

    /**
     * Checks the ranges.
     *
     * @param timeout as in the record
     * @param concurrency as in the record
     * @param queue as in the record
     * @throws IllegalArgumentException if one is out of range
     */
    public MethodLimits {
        requireNonNull(timeout, "timeout");
        if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout is " + timeout + ". It must be PT0.001S to " + MAX_TIMEOUT + ".");
        }
        if (concurrency < 1 || concurrency > 256) {
            throw new IllegalArgumentException("concurrency is " + concurrency + ". It must be 1 to 256.");
        }
        if (queue < 0 || queue > 10_000) {
            throw new IllegalArgumentException("queue is " + queue + ". It must be 0 to 10000.");
        }
    }

    /**
     * Changes the time limit.
     *
     * @param limit 1 ms to 300 s
     * @return these limits with that one
     * @throws IllegalArgumentException if it is out of range
     */
    public MethodLimits timeout(Duration limit) {
        return new MethodLimits(limit, concurrency, queue);
    }

    /**
     * Changes how many calls run at the same time.
     *
     * @param calls 1 to 256
     * @return these limits with that one
     * @throws IllegalArgumentException if it is out of range
     */
    public MethodLimits concurrency(int calls) {
        return new MethodLimits(timeout, calls, queue);
    }

    /**
     * Changes how many calls may wait.
     *
     * @param calls 0 to 10,000
     * @return these limits with that one
     * @throws IllegalArgumentException if it is out of range
     */
    public MethodLimits queue(int calls) {
        return new MethodLimits(timeout, concurrency, calls);
    }
}
