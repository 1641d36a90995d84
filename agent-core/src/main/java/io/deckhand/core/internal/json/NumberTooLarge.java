package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;

/** The JSON contains a number that is too large for a {@code double}. */
public final class NumberTooLarge extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    NumberTooLarge(Throwable cause) {
        super("A number is too large", cause);
    }
}
