package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;

/** What one parameter of a handler is given. Decided once, when the handler is scanned. */
sealed interface Argument {
    /** The payload, property value or message body, bound to a type. */
    record Payload(JavaType type, boolean nullable) implements Argument {}

    /** The payload as the JSON text that arrived; of a cloud-to-device message, its body as text. */
    record Text(boolean nullable) implements Argument {}

    /** The call or message as a whole. */
    record Whole() implements Argument {}

    /** The agent the handler belongs to. */
    record Agent() implements Argument {}
}
