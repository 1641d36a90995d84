package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.handler.Argument.Absence;
import io.deckhand.core.internal.json.BindingProblem;
import io.deckhand.core.internal.json.BoundType;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.json.NumberTooLarge;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Creates the arguments of a handler for an invocation. */
final class ArgumentBinder {
    private static final String ROOT = "payload";

    private final Json json;
    private final List<Argument> arguments;
    private final Set<String> fields;

    ArgumentBinder(Json json, List<Argument> arguments) {
        this.json = json;
        this.arguments = List.copyOf(arguments);
        Set<String> named = new TreeSet<>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Field field) {
                named.add(field.name());
            }
        }
        this.fields = named.isEmpty() ? Set.of() : named; // most handlers have none
    }

    @Nullable
    Object[] bind(Invocation invocation) throws PayloadException {
        @Nullable Object[] bound = new Object[arguments.size()];
        ObjectNode object = fields.isEmpty() ? null : object(invocation);
        for (int i = 0; i < bound.length; i++) {
            bound[i] = arguments.get(i) instanceof Argument.Field field && object != null
                    ? field(field, object)
                    : bind(arguments.get(i), invocation);
        }
        return bound;
    }

    private @Nullable Object bind(Argument argument, Invocation invocation) throws PayloadException {
        if (argument instanceof Argument.Payload payload) {
            return payload(payload, invocation);
        }
        if (argument instanceof Argument.Text text) {
            return text(text, invocation);
        }
        if (argument instanceof Argument.Bytes) {
            return bytes(invocation);
        }
        if (argument instanceof Argument.Property property) {
            return property(property, (Invocation.OfMessage) invocation);
        }
        if (argument instanceof Argument.TimeLeft) {
            return ((Invocation.OfMethod) invocation).deadline();
        }
        if (argument instanceof Argument.Advance) {
            return ((Invocation.OfMethod) invocation).progress();
        }
        if (argument instanceof Argument.Transition) {
            return ((Invocation.OfConnection) invocation).change();
        }
        if (argument instanceof Argument.Letter) {
            return ((Invocation.OfMessage) invocation).letter();
        }
        return argument instanceof Argument.Agent ? invocation.agent() : invocation.whole();
    }

    private @Nullable Object payload(Argument.Payload argument, Invocation invocation) throws PayloadException {
        if (argument.type().isTree()) {
            return value(invocation);
        }
        if (invocation instanceof Invocation.OfMethod method) {
            Object direct = argument.type().direct().bind(method.request().payload());
            if (direct != null) {
                return present(argument.absence(), direct);
            }
        }
        JsonNode value = value(invocation);
        return value.isNull()
                ? absent(argument.absence(), ROOT, "There must be a payload.")
                : present(argument.absence(), bind(value, argument.type(), ROOT));
    }

    private @Nullable Object field(Argument.Field field, ObjectNode object) throws PayloadException {
        JsonNode value = object.path(field.name());
        String path = ROOT + "." + field.name();
        if (field.type().isTree()) {
            return value.isMissingNode() ? NullNode.getInstance() : value;
        }
        return value.isMissingNode() || value.isNull()
                ? absent(
                        field.absence(),
                        path,
                        "At " + path + " there must be "
                                + BindingProblem.wanted(field.type().raw()) + ".")
                : present(field.absence(), bind(value, field.type(), path));
    }

    private @Nullable Object bind(JsonNode value, BoundType type, String place) throws PayloadException {
        try {
            return json.bind(value, type.resolved());
        } catch (JsonProcessingException e) {
            String message = BindingProblem.describe(e, place);
            throw new PayloadException(
                    "payload-mismatch",
                    message,
                    List.of(new PayloadProblem(BindingProblem.place(e, place), message)),
                    e);
        }
    }

    private static @Nullable Object present(Absence absence, @Nullable Object value) {
        return absence == Absence.EMPTY ? Optional.ofNullable(value) : value;
    }

    private static @Nullable Object absent(Absence absence, String path, String message) throws PayloadException {
        if (absence == Absence.REFUSED) {
            throw new PayloadException("payload-missing", message, List.of(new PayloadProblem(path, message)));
        }
        return absence == Absence.EMPTY ? Optional.empty() : null;
    }

    private @Nullable Object text(Argument.Text argument, Invocation invocation) throws PayloadException {
        if (invocation instanceof Invocation.OfMessage message) {
            return present(argument.absence(), MessageBody.text(message.message()));
        }
        JsonNode value = value(invocation);
        if (value.isNull()) {
            return absent(argument.absence(), ROOT, "There must be a payload.");
        }
        if (invocation instanceof Invocation.OfMethod method) {
            return present(argument.absence(), method.request().payload());
        }
        // For a desired property, the text is the value itself, not JSON with quotes around it.
        return present(argument.absence(), value.isTextual() ? value.textValue() : value.toString());
    }

    private static byte[] bytes(Invocation invocation) throws PayloadException {
        return invocation instanceof Invocation.OfMessage message
                ? MessageBody.bytes(message.message())
                : ((Invocation.OfMethod) invocation).request().payload().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object property(Argument.Property argument, Invocation.OfMessage invocation)
            throws PayloadException {
        String value = invocation.message().properties().get(argument.name());
        return value == null
                ? absent(
                        argument.absence(),
                        "properties." + argument.name(),
                        "The message must have the property '" + argument.name() + "'.")
                : present(argument.absence(), value);
    }

    /**
     * The payload as an object whose fields are bound to parameters; a field without a parameter is the caller's error.
     */
    private ObjectNode object(Invocation invocation) throws PayloadException {
        JsonNode value = value(invocation);
        if (value.isNull()) {
            return json.object(); // each parameter decides whether its value may be missing
        }
        if (!(value instanceof ObjectNode object)) {
            String message = "At " + ROOT + " there must be an object.";
            throw new PayloadException("payload-mismatch", message, List.of(new PayloadProblem(ROOT, message)));
        }
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!fields.contains(name) && json.refusesUnknownFields()) {
                String message =
                        "Unknown field '" + name + "' at " + ROOT + ". Known: " + String.join(", ", fields) + ".";
                throw new PayloadException(
                        "payload-mismatch", message, List.of(new PayloadProblem(ROOT + "." + name, message)));
            }
        }
        return object;
    }

    private JsonNode value(Invocation invocation) throws PayloadException {
        if (invocation instanceof Invocation.OfProperty property) {
            return property.value();
        }
        try {
            if (invocation instanceof Invocation.OfMethod method) {
                return json.read(method.request().payload());
            }
            if (invocation instanceof Invocation.OfMessage message) {
                return json.read(MessageBody.jsonText(message.message()));
            }
            return NullNode.getInstance();
        } catch (NumberTooLarge e) {
            throw new PayloadException(
                    "payload-mismatch", "The payload holds a number that is too large.", List.of(), e);
        } catch (JsonProcessingException e) {
            throw new PayloadException("payload-not-json", "The payload is not valid JSON.", List.of(), e);
        }
    }
}
