package io.deckhand;

import static java.util.Objects.requireNonNull;

/**
 * Thrown by a listener of a desired property to refuse a value: the back end reads the status and the words in the twin.
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

    /** What is reported. */
    private final int status;

    /**
     * Makes a refusal.
     *
     * @param status the status that is reported; any number, by custom one of HTTP's
     * @param message the words that are reported, for people; cut after 1,000 characters
     */
    public PropertyException(int status, String message) {
        super(requireNonNull(message, "message"));
        this.status = status;
    }

    /** {@return the status that is reported} */
    public int status() {
        return status;
    }
}
