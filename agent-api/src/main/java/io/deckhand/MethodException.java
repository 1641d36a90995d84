package io.deckhand;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a direct-method handler to choose what its caller gets.
 *
 * <pre>{@code
 * @DirectMethod
 * Interval setTelemetryInterval(Interval wanted) throws MethodException {
 *     if (wanted.seconds() < 1) {
 *         throw new MethodException(400, Map.of("code", "interval-too-short", "message", "At least 1 second."));
 *     }
 *     return sampler.every(wanted);
 * }
 * }</pre>
 *
 * @since 0.1
 */
public class MethodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller gets. */
    private final int status;

    private final transient @Nullable Object payload;

    /**
     * Makes an answer to throw.
     *
     * @param status the status the caller gets; any number, by custom one of HTTP's
     * @param payload the payload the caller gets, turned to JSON; {@code null} for JSON {@code null}
     */
    public MethodException(int status, @Nullable Object payload) {
        super("The handler refused the call with status " + status);
        this.status = status;
        this.payload = payload;
    }

    /** {@return the status the caller gets} */
    public int status() {
        return status;
    }

    /** {@return the payload the caller gets, {@code null} for JSON {@code null}} */
    public @Nullable Object payload() {
        return payload;
    }
}
