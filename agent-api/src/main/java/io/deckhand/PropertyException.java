package io.deckhand;

import static java.util.Objects.requireNonNull;

/**
 * Thrown by a listener of a desired property to refuse a value: status and message are reported in the twin.
 *
 * <pre>{@code
 * @DesiredProperty("climate.target")
 * double applyTarget(double celsius) {
 *     if (celsius > 30) {
 *         throw new PropertyException(400, "At most 30 degrees.");
 *     }
 *     return heater.target(celsius);
 * }
 * }</pre>
 *
 * @since 0.1
 */
public class PropertyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reported status. */
    private final int status;

    /**
     * Creates a refusal.
     *
     * @param status the status to report; any number, by convention an HTTP status
     * @param message the message to report, for people; truncated after 1,000 characters
     */
    public PropertyException(int status, String message) {
        super(requireNonNull(message, "message"));
        this.status = status;
    }

    /** {@return the status to report} */
    public int status() {
        return status;
    }
}
