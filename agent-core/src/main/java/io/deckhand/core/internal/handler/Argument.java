package io.deckhand.core.internal.handler;

import io.deckhand.core.internal.json.BoundType;

/** What one parameter of a handler is given. Decided once, when the handler is scanned. */
sealed interface Argument {
    /** What becomes of a value that is not there: refused, {@code null}, or an empty {@code Optional}. */
    enum Absence {
        REFUSED,
        NULL,
        EMPTY
    }

    /** The payload, property value or message body, bound to a type; of an {@code Optional} what it holds. */
    record Payload(BoundType type, Absence absence) implements Argument {}

    /** One field of it, bound to a type. */
    record Field(String name, BoundType type, Absence absence) implements Argument {}

    /** The payload as the JSON text that arrived; of a cloud-to-device message, its body as text. */
    record Text(Absence absence) implements Argument {}

    /** The payload as the bytes that arrived. */
    record Bytes() implements Argument {}

    /** An application property of a cloud-to-device message. */
    record Property(String name, Absence absence) implements Argument {}

    /** The call or message as a whole. */
    record Whole() implements Argument {}

    /** The change of the connection, with its cause. */
    record Transition() implements Argument {}

    /** The message that no listener could handle. */
    record Letter() implements Argument {}

    /** How far a long-running method has got. */
    record Advance() implements Argument {}

    /** The agent the handler belongs to. */
    record Agent() implements Argument {}

    /** How long the caller still waits. */
    record TimeLeft() implements Argument {}

    default boolean isPayload() {
        return this instanceof Payload || this instanceof Text || this instanceof Bytes;
    }
}
