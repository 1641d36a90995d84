package io.deckhand.core.internal.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.deckhand.core.internal.handler.PayloadProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that the agent gives in a handler's place. {@code details} lists each wrong place of a payload;
 * {@code id} is in the device's log where that has more to say. Never holds a class name, a stack trace or a value of the
 * application's.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Refusal(
        String code,
        String message,
        List<PayloadProblem> details,
        @Nullable String id) {
    Refusal(String code, String message) {
        this(code, message, List.of(), null);
    }

    Refusal(String code, String message, String id) {
        this(code, message, List.of(), id);
    }
}
