package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a direct-method handler to choose the answer for its caller.
 *
 * <pre>{@code
 * @DirectMethod
 * Interval setTelemetryInterval(Interval wanted) throws MethodException {
 *     if (wanted.seconds() < 1) {
 *         throw MethodException.of(400, "interval-too-short", "At least 1 second.");
 *     }
 *     return sampler.every(wanted);
 * }
 * }</pre>
 *
 * @since 0.1
 */
public class MethodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The answer for the caller. */
    private final int status;

    private final transient @Nullable Object payload;

    /**
     * Creates an answer to throw.
     *
     * @param status the status the caller gets; any number, by convention an HTTP status
     * @param payload the payload the caller gets, serialized as JSON; {@code null} for JSON {@code null}
     */
    public MethodException(int status, @Nullable Object payload) {
        super("The handler refused the call with status " + status);
        this.status = status;
        this.payload = payload;
    }

    /**
     * Creates an answer in the form of the agent's own refusals: {@code {"code": ..., "message": ...}}.
     *
     * @param status the status the caller gets
     * @param code a short name for programs, such as {@code interval-too-short}
     * @param message a sentence for people
     * @return the exception, to be thrown
     */
    public static MethodException of(int status, String code, String message) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("code", requireNonNull(code, "code"));
        body.put("message", requireNonNull(message, "message"));
        return new MethodException(status, body);
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
