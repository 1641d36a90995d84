package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.deckhand.core.internal.json.BindingProblem;
import io.deckhand.core.internal.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the arguments of a handler from what it is called for. */
final class ArgumentBinder {
    private final Json json;
    private final List<Argument> arguments;

    ArgumentBinder(Json json, List<Argument> arguments) {
        this.json = json;
        this.arguments = List.copyOf(arguments);
    }

    @Nullable
    Object[] bind(Invocation invocation) throws PayloadException {
        @Nullable Object[] bound = new Object[arguments.size()];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = bind(arguments.get(i), invocation);
        }
        return bound;
    }

    private @Nullable Object bind(Argument argument, Invocation invocation) throws PayloadException {
        if (argument instanceof Argument.Agent) {
            return invocation.agent();
        }
        if (argument instanceof Argument.Whole) {
            return whole(invocation);
        }
        if (argument instanceof Argument.Text text) {
            return text(text, invocation);
        }
        return payload((Argument.Payload) argument, invocation);
    }

    private static Object whole(Invocation invocation) {
        if (invocation instanceof Invocation.OfMethod method) {
            return method.request();
        }
        if (invocation instanceof Invocation.OfMessage message) {
            return message.message();
        }
        if (invocation instanceof Invocation.OfConnection connection) {
            return connection.state();
        }
        throw new IllegalStateException("A desired property has no whole but its value");
    }

    private @Nullable Object text(Argument.Text argument, Invocation invocation) throws PayloadException {
        if (invocation instanceof Invocation.OfMessage message) {
            return message.message().text();
        }
        JsonNode value = value(invocation);
        if (value.isNull()) {
            return nullValue(argument.nullable());
        }
        if (invocation instanceof Invocation.OfMethod method) {
            return method.request().payload();
        }
        // Of a desired property the text is the value itself, not its JSON with quotes around.
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private @Nullable Object payload(Argument.Payload argument, Invocation invocation) throws PayloadException {
        JsonNode value = value(invocation);
        if (argument.type().isTypeOrSubTypeOf(JsonNode.class)) {
            return value;
        }
        if (value.isNull()) {
            return nullValue(argument.nullable());
        }
        try {
            return json.bind(value, argument.type());
        } catch (JsonProcessingException e) {
            throw new PayloadException("payload-mismatch", BindingProblem.describe(e), e);
        }
    }

    private static @Nullable Object nullValue(boolean nullable) throws PayloadException {
        if (nullable) {
            return null;
        }
        throw new PayloadException("payload-missing", "There must be a payload.");
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
                return json.read(message.message().text());
            }
            return NullNode.getInstance();
        } catch (JsonProcessingException e) {
            throw new PayloadException("payload-not-json", "The payload is not valid JSON.", e);
        }
    }
}
