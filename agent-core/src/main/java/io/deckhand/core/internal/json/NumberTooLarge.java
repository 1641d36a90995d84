package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;

/** JSON holds a number that no number here can hold. */
public final class NumberTooLarge extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    NumberTooLarge(Throwable cause) {
        super("A number is too large", cause);
    }
}
