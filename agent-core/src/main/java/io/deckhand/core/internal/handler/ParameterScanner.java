package io.deckhand.core.internal.handler;

import io.deckhand.HandlerKind;
import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import io.deckhand.core.internal.handler.Argument.Absence;
import io.deckhand.internal.rule.ParameterRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Determines the argument of each parameter of a handler that conforms to the rules. */
final class ParameterScanner {
    private ParameterScanner() {}

    static List<Argument> arguments(ReflectedMethod method, HandlerKind kind) {
        List<Argument> arguments = new ArrayList<>();
        for (ReflectedParameter parameter : method.parameters()) {
            arguments.add(argument(parameter, kind));
        }
        return arguments;
    }

    private static Argument argument(ReflectedParameter parameter, HandlerKind kind) {
        return switch (ParameterRole.of(parameter, kind)) {
            case FIELD -> {
                PayloadField field = Objects.requireNonNull(parameter.field());
                yield new Argument.Field(field.value(), parameter.bound(), absence(parameter));
            }
            case PROPERTY -> {
                MessageProperty property = Objects.requireNonNull(parameter.property());
                yield new Argument.Property(property.value(), absence(parameter));
            }
            case AGENT -> new Argument.Agent();
            case WHOLE -> new Argument.Whole();
            case TRANSITION -> new Argument.Transition();
            case PROGRESS -> new Argument.Advance();
            case DEAD_LETTER -> new Argument.Letter();
            case DEADLINE -> new Argument.TimeLeft();
            case TEXT -> new Argument.Text(absence(parameter));
            case BYTES -> new Argument.Bytes();
            case PAYLOAD -> new Argument.Payload(parameter.bound(), absence(parameter));
        };
    }

    private static Absence absence(ReflectedParameter parameter) {
        if (parameter.type().is(Optional.class)) {
            return Absence.EMPTY;
        }
        return parameter.isNullable() ? Absence.NULL : Absence.REFUSED;
    }
}
