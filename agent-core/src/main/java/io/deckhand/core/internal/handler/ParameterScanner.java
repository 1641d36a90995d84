package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.MessageProperty;
import io.deckhand.Payload;
import io.deckhand.Progress;
import io.deckhand.core.internal.handler.Argument.Absence;
import io.deckhand.core.internal.json.Json;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides what each parameter of a handler is given. */
final class ParameterScanner {
    private final Json json;
    private final Consumer<String> problems;

    ParameterScanner(Json json, Consumer<String> problems) {
        this.json = json;
        this.problems = problems;
    }

    /** {@return the arguments of a handler of a kind; {@code whole} is the type that stands for all it is called for} */
    List<Argument> scan(Method method, HandlerKind kind, @Nullable Class<?> whole) {
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            arguments.add(argument(parameter, HandlerMethod.nameOf(method), kind, whole));
        }
        checkTogether(arguments, HandlerMethod.nameOf(method));
        return arguments;
    }

    private Argument argument(Parameter parameter, String name, HandlerKind kind, @Nullable Class<?> whole) {
        Class<?> type = parameter.getType();
        Payload field = parameter.getAnnotation(Payload.class);
        MessageProperty property = parameter.getAnnotation(MessageProperty.class);
        if (field != null && property != null) {
            problem(name, parameter, "@Payload and @MessageProperty exclude each other. Keep one.");
        }
        if (field != null) {
            return field(parameter, field, name);
        }
        if (property != null) {
            return property(parameter, property, name, kind);
        }
        if (type == DeviceAgent.class) {
            return new Argument.Agent();
        }
        if (type == whole) {
            return new Argument.Whole();
        }
        if (type == Progress.class && kind == HandlerKind.DIRECT_METHOD) {
            return new Argument.Advance();
        }
        if (type == DeadLetter.class && kind == HandlerKind.CLOUD_TO_DEVICE) {
            return new Argument.Letter();
        }
        if (type == Deadline.class && kind == HandlerKind.DIRECT_METHOD) {
            return new Argument.TimeLeft();
        }
        if (Parameters.isOurs(type)) {
            problem(name, parameter, type.getSimpleName() + " is not available to this kind of handler.");
            return new Argument.Whole();
        }
        return payload(parameter, name, kind);
    }

    private Argument field(Parameter parameter, Payload field, String name) {
        if (field.value().isEmpty()) {
            problem(name, parameter, "@Payload names no field. Name one, as in @Payload(\"interval\").");
        }
        return new Argument.Field(field.value(), boundType(parameter, name), absence(parameter));
    }

    private Argument property(Parameter parameter, MessageProperty property, String name, HandlerKind kind) {
        if (kind != HandlerKind.CLOUD_TO_DEVICE) {
            problem(
                    name,
                    parameter,
                    "only cloud-to-device messages have application properties. Remove @MessageProperty.");
        }
        if (property.value().isEmpty()) {
            problem(
                    name,
                    parameter,
                    "@MessageProperty names no property. Name one, as in @MessageProperty(\"origin\").");
        }
        if (held(json.type(parameter.getParameterizedType())).getRawClass() != String.class) {
            problem(name, parameter, "a property of a message is text. Make it a String or an Optional<String>.");
        }
        return new Argument.Property(property.value(), absence(parameter));
    }

    private Argument payload(Parameter parameter, String name, HandlerKind kind) {
        Absence absence = absence(parameter);
        JavaType held = held(json.type(parameter.getParameterizedType()));
        if (held.getRawClass() == String.class) {
            return new Argument.Text(absence);
        }
        if (parameter.getType() == byte[].class && kind != HandlerKind.DESIRED_PROPERTY) {
            return new Argument.Bytes();
        }
        JavaType type = boundType(parameter, name);
        return new Argument.Payload(type, absence, json.direct(type));
    }

    private JavaType boundType(Parameter parameter, String name) {
        JavaType type = held(json.type(parameter.getParameterizedType()));
        Parameters.problemWithType(parameter, type, json).ifPresent(problem -> problem(name, parameter, problem));
        return type;
    }

    private static JavaType held(JavaType type) {
        return type.getRawClass() == Optional.class ? type.containedTypeOrUnknown(0) : type;
    }

    private static Absence absence(Parameter parameter) {
        if (parameter.getType() == Optional.class) {
            return Absence.EMPTY;
        }
        return Parameters.isNullable(parameter) ? Absence.NULL : Absence.REFUSED;
    }

    private void checkTogether(List<Argument> arguments, String name) {
        long payloads = arguments.stream().filter(Argument::isPayload).count();
        if (payloads > 1) {
            problems.accept(name + " has two payload parameters, and there is one payload. Make them one record.");
        }
        Set<String> fields = new HashSet<>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Field field && !fields.add(field.name())) {
                problems.accept(name + " binds the field '" + field.name() + "' twice. Keep one parameter for it.");
            }
        }
        if (payloads > 0 && !fields.isEmpty()) {
            problems.accept(
                    name + " takes the whole payload and fields of it. Annotate all of its payload parameters with "
                            + "@Payload, or none.");
        }
    }

    private void problem(String name, Parameter parameter, String problem) {
        problems.accept(name + ", parameter " + parameter.getName() + ": " + problem);
    }
}
