package io.deckhand.internal.rule;

import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.Disposition;
import io.deckhand.HandlerKind;
import io.deckhand.MessageProperty;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parameters that a handler may have. */
final class ParameterRules {
    /** Types of Deckhand to which no payload is bound. */
    private static final Set<Class<?>> OURS = Set.of(
            MethodRequest.class,
            MethodResponse.class,
            CloudMessage.class,
            ConnectionState.class,
            ConnectionTransition.class,
            DeadLetter.class,
            Deadline.class,
            Progress.class,
            Disposition.class);

    private ParameterRules() {}

    static void check(DeclaredMethod method, HandlerKind kind) {
        int payloads = 0;
        Set<String> fields = new HashSet<>();
        for (DeclaredParameter parameter : method.parameters()) {
            ParameterRole role = ParameterRole.of(parameter, kind);
            if (!isRefused(method, parameter, role, kind) && role.isPayload()) {
                payloads++;
            }
            PayloadField field = parameter.field();
            if (field != null && !fields.add(field.value())) {
                method.problem(
                        method.name() + " binds the field '" + field.value() + "' twice. Keep one parameter for it.");
            }
        }
        if (payloads > 1) {
            method.problem(
                    method.name() + " has two payload parameters, and there is one payload. Make them one record.");
        }
        if (payloads > 0 && !fields.isEmpty()) {
            method.problem(method.name()
                    + " takes the whole payload and fields of it. Annotate all of its payload parameters with "
                    + "@PayloadField, or none.");
        }
    }

    private static boolean isRefused(
            DeclaredMethod method, DeclaredParameter parameter, ParameterRole role, HandlerKind kind) {
        if (parameter.field() != null && parameter.property() != null) {
            refuse(method, parameter, "@PayloadField and @MessageProperty exclude each other. Keep one.");
        }
        switch (role) {
            case FIELD -> checkField(method, parameter);
            case PROPERTY -> checkProperty(method, parameter, kind);
            case PAYLOAD -> {
                if (OURS.stream().anyMatch(parameter.type()::is)) {
                    refuse(
                            method,
                            parameter,
                            parameter.type().simpleName() + " is not available to this kind of handler.");
                    return true;
                }
                checkType(method, parameter);
            }
            default -> {}
        }
        return false;
    }

    private static void checkField(DeclaredMethod method, DeclaredParameter parameter) {
        PayloadField field = parameter.field();
        if (field != null && field.value().isEmpty()) {
            refuse(method, parameter, "@PayloadField names no field. Name one, as in @PayloadField(\"interval\").");
        }
        checkType(method, parameter);
    }

    private static void checkProperty(DeclaredMethod method, DeclaredParameter parameter, HandlerKind kind) {
        if (kind != HandlerKind.CLOUD_TO_DEVICE && kind != HandlerKind.MODULE_INPUT) {
            refuse(method, parameter, "only messages have application properties. Remove @MessageProperty.");
        }
        MessageProperty property = parameter.property();
        if (property != null && property.value().isEmpty()) {
            refuse(
                    method,
                    parameter,
                    "@MessageProperty names no property. Name one, as in @MessageProperty(\"origin\").");
        }
        if (!bound(parameter.type()).is(String.class)) {
            refuse(method, parameter, "a property of a message is text. Make it a String or an Optional<String>.");
        }
    }

    private static void checkType(DeclaredMethod method, DeclaredParameter parameter) {
        problemWithType(parameter).ifPresent(problem -> refuse(method, parameter, problem));
    }

    private static Optional<String> problemWithType(DeclaredParameter parameter) {
        DeclaredType type = parameter.type();
        DeclaredType bound = bound(type);
        if (bound.isVariable()) {
            return Optional.of("a type variable cannot be bound. Name the type.");
        }
        if (type.is(Optional.class) && type.arguments().isEmpty()) {
            return Optional.of("Optional does not say of what. Name the type, as in Optional<String>.");
        }
        if (bound.isPrimitive()) {
            return parameter.isNullable()
                    ? Optional.of(
                            bound.simpleName() + " cannot be null. Remove @Nullable, or use the class in its place.")
                    : Optional.empty();
        }
        if (bound.isInner()) {
            return Optional.of(
                    bound.simpleName() + " is an inner class and needs an instance around it. Make it static.");
        }
        return parameter.unbindable();
    }

    /** {@return the type that JSON is bound to: for an {@code Optional}, its content type} */
    static DeclaredType bound(DeclaredType type) {
        List<? extends DeclaredType> arguments = type.arguments();
        return type.is(Optional.class) && arguments.size() == 1 ? arguments.get(0) : type;
    }

    private static void refuse(DeclaredMethod method, DeclaredParameter parameter, String problem) {
        parameter.problem(method.name() + ", parameter " + parameter.name() + ": " + problem);
    }
}
