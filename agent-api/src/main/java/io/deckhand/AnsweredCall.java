package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * An answered call of a direct method; see {@link MethodRegistry#onAnswered}.
 *
 * @param method the name that was called, by the caller's choice where {@code known} is false
 * @param known whether there was a handler for it
 * @param status the status of the answer: the handler's own, or that of a refusal
 * @param took from the arrival of the call to its answer
 * @since 0.1
 */
public record AnsweredCall(String method, boolean known, int status, Duration took) {
    /**
     * Creates one, for tests of listeners.
     *
     * @param method the name that was called
     * @param known whether there was a handler for it
     * @param status the status of the answer
     * @param took from the arrival of the call to its answer
     */
    public AnsweredCall {
        requireNonNull(method, "method");
        requireNonNull(took, "took");
    }
}
