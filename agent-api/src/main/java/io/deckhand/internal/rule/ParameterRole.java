package io.deckhand.internal.rule;

import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.MethodRequest;
import io.deckhand.Progress;
import java.util.Optional;

/** The source of the value for a parameter of a handler. */
public enum ParameterRole {
    /** A field of the payload. */
    FIELD,
    /** An application property of a message. */
    PROPERTY,
    AGENT,
    /** The whole call, message or state that the handler is called for. */
    WHOLE,
    TRANSITION,
    PROGRESS,
    DEAD_LETTER,
    DEADLINE,
    /** The payload as text. */
    TEXT,
    /** The payload as bytes. */
    BYTES,
    /** The payload, bound to a type. */
    PAYLOAD;

    /** {@return the role of a parameter of a handler of this kind} */
    public static ParameterRole of(DeclaredParameter parameter, HandlerKind kind) {
        if (parameter.field() != null) {
            return FIELD;
        }
        if (parameter.property() != null) {
            return PROPERTY;
        }
        return given(parameter.type(), kind).orElseGet(() -> payload(parameter.type(), kind));
    }

    private static Optional<ParameterRole> given(DeclaredType type, HandlerKind kind) {
        if (type.is(DeviceAgent.class)) {
            return Optional.of(AGENT);
        }
        return switch (kind) {
            case DIRECT_METHOD ->
                type.is(MethodRequest.class)
                        ? Optional.of(WHOLE)
                        : type.is(Progress.class)
                                ? Optional.of(PROGRESS)
                                : type.is(Deadline.class) ? Optional.of(DEADLINE) : Optional.empty();
            case CLOUD_TO_DEVICE ->
                type.is(CloudMessage.class)
                        ? Optional.of(WHOLE)
                        : type.is(DeadLetter.class) ? Optional.of(DEAD_LETTER) : Optional.empty();
            case MODULE_INPUT -> type.is(CloudMessage.class) ? Optional.of(WHOLE) : Optional.empty();
            case CONNECTION_CHANGE ->
                type.is(ConnectionState.class)
                        ? Optional.of(WHOLE)
                        : type.is(ConnectionTransition.class) ? Optional.of(TRANSITION) : Optional.empty();
            case DESIRED_PROPERTY, TELEMETRY -> Optional.empty();
        };
    }

    private static ParameterRole payload(DeclaredType type, HandlerKind kind) {
        if (ParameterRules.bound(type).is(String.class)) {
            return TEXT;
        }
        return type.is(byte[].class) && kind != HandlerKind.DESIRED_PROPERTY ? BYTES : PAYLOAD;
    }

    boolean isPayload() {
        return this == TEXT || this == BYTES || this == PAYLOAD;
    }
}
