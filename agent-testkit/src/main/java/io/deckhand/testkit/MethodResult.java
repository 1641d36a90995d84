package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

/**
 * A device's answer to a direct method.
 *
 * @param status the device's status, such as 200
 * @param payload the device's payload as JSON text, {@code null} as text when it sent none
 * @since 0.1
 */
public record MethodResult(int status, String payload) {

    /**
     * Checks its arguments.
     *
     * @param status as in the record
     * @param payload as in the record
     * @throws NullPointerException when {@code payload} is null
     */
    public MethodResult {
        requireNonNull(payload, "payload");
    }
}
