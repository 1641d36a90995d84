package io.deckhand.core.internal.handler;

import io.deckhand.ConnectionTransition;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import io.deckhand.core.internal.handler.Argument.Absence;
import io.deckhand.core.internal.json.BoundType;
import io.deckhand.core.internal.json.Json;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what each parameter of a handler is given. */
final class ParameterScanner {
    private final Json json;
    private final ScanContext context;

    ParameterScanner(Json json, ScanContext context) {
        this.json = json;
        this.context = context;
    }

    /** {@return the arguments of a handler of a kind; {@code whole} is the type that stands for all it is called for} */
    List<Argument> scan(Object object, Method method, HandlerKind kind, @Nullable Class<?> whole) {
        Class<?> owner = ProxyClasses.written(object.getClass());
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            arguments.add(argument(owner, parameter, HandlerMethod.nameOf(method), kind, whole));
        }
        checkTogether(arguments, HandlerMethod.nameOf(method));
        return arguments;
    }

    private Argument argument(
            Class<?> owner, Parameter parameter, String name, HandlerKind kind, @Nullable Class<?> whole) {
        Class<?> type = parameter.getType();
        PayloadField field = parameter.getAnnotation(PayloadField.class);
        MessageProperty property = parameter.getAnnotation(MessageProperty.class);
        if (field != null && property != null) {
            problem(name, parameter, "@PayloadField and @MessageProperty exclude each other. Keep one.");
        }
        if (field != null) {
            return field(owner, parameter, field, name);
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
        if (type == ConnectionTransition.class && kind == HandlerKind.CONNECTION_CHANGE) {
            return new Argument.Transition();
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
        return payload(owner, parameter, name, kind);
    }

    private Argument field(Class<?> owner, Parameter parameter, PayloadField field, String name) {
        if (field.value().isEmpty()) {
            problem(name, parameter, "@PayloadField names no field. Name one, as in @PayloadField(\"interval\").");
        }
        return new Argument.Field(field.value(), boundType(owner, parameter, name), absence(parameter));
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
        if (json.bound(parameter.getParameterizedType()).raw() != String.class) {
            problem(name, parameter, "a property of a message is text. Make it a String or an Optional<String>.");
        }
        return new Argument.Property(property.value(), absence(parameter));
    }

    private Argument payload(Class<?> owner, Parameter parameter, String name, HandlerKind kind) {
        Absence absence = absence(parameter);
        if (json.bound(type(owner, parameter)).raw() == String.class) {
            return new Argument.Text(absence);
        }
        if (parameter.getType() == byte[].class && kind != HandlerKind.DESIRED_PROPERTY) {
            return new Argument.Bytes();
        }
        return new Argument.Payload(boundType(owner, parameter, name), absence);
    }

    private BoundType boundType(Class<?> owner, Parameter parameter, String name) {
        BoundType type = json.bound(type(owner, parameter));
        context.problem(place(name, parameter), Parameters.problemWithType(parameter, type, json));
        return type;
    }

    /** A type variable of a class stands for what the class of the object binds it to. */
    private Type type(Class<?> owner, Parameter parameter) {
        Class<?> declaring = parameter.getDeclaringExecutable().getDeclaringClass();
        return json.inherited(parameter.getParameterizedType(), declaring, owner);
    }

    private static Absence absence(Parameter parameter) {
        if (parameter.getType() == Optional.class) {
            return Absence.EMPTY;
        }
        return Parameters.isNullable(parameter) ? Absence.NULL : Absence.REFUSED;
    }

    private void checkTogether(List<Argument> arguments, String name) {
        int payloads = 0;
        for (Argument argument : arguments) {
            payloads += argument.isPayload() ? 1 : 0;
        }
        if (payloads > 1) {
            context.problem(name + " has two payload parameters, and there is one payload. Make them one record.");
        }
        Set<String> fields = new HashSet<>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Field field && !fields.add(field.name())) {
                context.problem(name + " binds the field '" + field.name() + "' twice. Keep one parameter for it.");
            }
        }
        if (payloads > 0 && !fields.isEmpty()) {
            context.problem(
                    name + " takes the whole payload and fields of it. Annotate all of its payload parameters with "
                            + "@PayloadField, or none.");
        }
    }

    private void problem(String name, Parameter parameter, String problem) {
        context.problem(place(name, parameter) + problem);
    }

    private static String place(String name, Parameter parameter) {
        return name + ", parameter " + parameter.getName() + ": ";
    }
}
