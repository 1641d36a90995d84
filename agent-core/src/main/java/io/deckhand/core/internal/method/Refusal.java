package io.deckhand.core.internal.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.deckhand.core.internal.handler.PayloadProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that the agent gives in place of a handler. {@code details} lists each error in a payload with
 * its location; {@code id} identifies the entry in the device's log, if there is one. Never contains a class name, a
 * stack trace or a value of the application.
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
