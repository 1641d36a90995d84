package io.deckhand.core.internal.handler;

import io.deckhand.core.internal.json.BoundType;

/** The source of the value for one parameter of a handler. Determined once, when the handler is scanned. */
sealed interface Argument {
    /** How a missing value is treated: refused, passed as {@code null}, or as an empty {@code Optional}. */
    enum Absence {
        REFUSED,
        NULL,
        EMPTY
    }

    /** The payload, property value or message body, bound to a type; for an {@code Optional}, to its content type. */
    record Payload(BoundType type, Absence absence) implements Argument {}

    /** One field of the payload, bound to a type. */
    record Field(String name, BoundType type, Absence absence) implements Argument {}

    /** The payload as received JSON text; for a cloud-to-device message, its body as text. */
    record Text(Absence absence) implements Argument {}

    /** The payload as received bytes. */
    record Bytes() implements Argument {}

    /** An application property of a cloud-to-device message. */
    record Property(String name, Absence absence) implements Argument {}

    /** The call or message as a whole. */
    record Whole() implements Argument {}

    /** The connection change, with its cause. */
    record Transition() implements Argument {}

    /** The dead letter: a message that no listener could handle. */
    record Letter() implements Argument {}

    /** The progress of a long-running method. */
    record Advance() implements Argument {}

    /** The agent the handler belongs to. */
    record Agent() implements Argument {}

    /** The time until the caller's timeout. */
    record TimeLeft() implements Argument {}

    default boolean isPayload() {
        return this instanceof Payload || this instanceof Text || this instanceof Bytes;
    }
}
