package io.deckhand.core.internal.dispatch;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that the agent gives in a handler's place. {@code id} is in the device's log where that has more to
 * say. Never holds a class name, a stack trace or a value of the application's.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Refusal(String code, String message, @Nullable String id) {
    Refusal(String code, String message) {
        this(code, message, null);
    }
}
