package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the agent's JSON.
 *
 * <p>Reading is strict, because a payload is a command to a machine: an unknown field, a missing or null number, text
 * in place of a number and a duplicate field are refused. The nesting depth is limited to 100. An application's own
 * mapper decides all of this except duplicate fields and depth, which {@link StrictText} checks.
 */
public final class Json {
    /**
     * The application's mapper, if it has one; otherwise {@link StrictMapper} is used, which is created when it is
     * first needed.
     */
    private final @Nullable ObjectMapper own;

    /** @throws IllegalStateException if the class path has a Jackson that is too old */
    public Json() {
        JacksonVersion.check();
        this.own = null;
    }

    /**
     * Uses a copy of the application's mapper.
     *
     * @throws IllegalArgumentException if it reads class names from JSON
     * @throws IllegalStateException if the class path has a Jackson that is too old
     */
    public Json(ObjectMapper own) {
        JacksonVersion.check();
        if (own.getDeserializationConfig().getDefaultTyper(null) != null) {
            throw new IllegalArgumentException(
                    "The ObjectMapper has default typing: a caller of a method could choose the "
                            + "class that is created from the payload. Use one without.");
        }
        this.own = own.copy();
    }

    /** {@return the mapper that binds payloads and serializes results} */
    private ObjectMapper mapper() {
        return own == null ? StrictMapper.INSTANCE : own;
    }

    /** {@return a declared type to bind to; for an {@code Optional}, its content type} */
    public BoundType bound(Type declared) {
        return BoundType.of(declared, this);
    }

    /**
     * {@return the type of a member in a class that inherits it, with type variables resolved if possible}
     *
     * @param member the class that declares the member
     */
    public Type inherited(Type type, Class<?> member, Class<?> by) {
        if (member == by || !holdsVariable(type)) {
            return type;
        }
        JavaType declaring = mapper().constructType(by).findSuperType(member);
        return declaring == null ? type : mapper().getTypeFactory().resolveMemberType(type, declaring.getBindings());
    }

    private static boolean holdsVariable(Type type) {
        return type instanceof TypeVariable<?>
                || (type instanceof GenericArrayType array && holdsVariable(array.getGenericComponentType()))
                || (type instanceof ParameterizedType generic
                        && Arrays.stream(generic.getActualTypeArguments()).anyMatch(Json::holdsVariable));
    }

    /** {@return the mapper's type} */
    public JavaType type(Type type) {
        return mapper().constructType(type);
    }

    /** {@return why no JSON can be bound to a type, for the developer who declared it} */
    public Optional<String> problemWith(Type declared) {
        return own == null && PlainTypes.isPlain(declared)
                ? Optional.empty()
                : BindableTypes.problem(mapper(), type(declared));
    }

    /** A field of an object in JSON. */
    public record Field(String name, JavaType type) {}

    /** {@return the fields of a class when it is read or written; empty if it is not a plain object with fields} */
    public Optional<List<Field>> fields(JavaType type, boolean read) {
        try {
            return read ? JsonFields.read(mapper(), type) : JsonFields.written(mapper(), type);
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads any JSON value; throws if the text is not JSON. */
    public JsonNode read(String text) throws JsonProcessingException {
        JsonNode node;
        try (JsonParser parser = StrictText.FACTORY.createParser(text)) {
            node = StrictText.tree(parser);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw JsonMappingException.fromUnexpectedIOE(e);
        } catch (IllegalArgumentException e) {
            throw new NumberTooLarge(e);
        }
        if (node.isMissingNode()) {
            throw new JsonEOFException(null, JsonToken.NOT_AVAILABLE, "There is nothing");
        }
        return node;
    }

    /**
     * Reads an object that the hub sent; throws if it is not an object. It is read as text, like all payloads:
     * Jackson's separate parser for bytes would have to be loaded, and be slow until it is compiled, only for this.
     */
    public ObjectNode readObject(byte[] text) throws IOException {
        if (read(new String(text, StandardCharsets.UTF_8)) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("The hub sent JSON that is not an object");
    }

    /** {@return whether unknown fields are refused, as by the default mapper} */
    public boolean refusesUnknownFields() {
        return own == null || own.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** {@return the direct binding of simple text to a type} */
    DirectBinding direct(JavaType type) {
        return new DirectBinding(mapper().readerFor(type));
    }

    /** Binds a value to a type. */
    public @Nullable Object bind(JsonNode value, JavaType type) throws JsonProcessingException {
        try {
            return WholeNumbers.bind(mapper(), value, type);
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            throw new JsonMappingException(
                    null, "The value cannot be bound", e); // the exception that Jackson should have thrown
        }
    }

    /** {@return whether a value is bound to an object equal to this} */
    public boolean isRead(JsonNode value, JavaType type, Object as) {
        try {
            return as.equals(bind(value, type));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Converts any value to a tree.
     *
     * @throws IllegalArgumentException if it cannot be converted, whatever the application's getters throw
     */
    public JsonNode tree(@Nullable Object value) {
        try {
            JsonNode node = mapper().valueToTree(value);
            return node == null ? NullNode.getInstance() : node;
        } catch (IllegalArgumentException e) {
            throw located(value, e);
        } catch (Error e) {
            throw new IllegalArgumentException(threw(e), e);
        }
    }

    /** Serializes any value to JSON in UTF-8; throws no other exception, whatever the application's getters throw. */
    public byte[] write(@Nullable Object value) throws JsonProcessingException {
        try {
            return CheckedGenerator.write(mapper(), value);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw JsonMappingException.fromUnexpectedIOE(e);
        } catch (Error e) {
            throw new JsonMappingException(null, threw(e), e); // Jackson wraps exceptions but not errors
        }
    }

    /** Only the generator knows where in the value it is. */
    private IllegalArgumentException located(@Nullable Object value, IllegalArgumentException problem) {
        try {
            write(value);
            return problem;
        } catch (JsonProcessingException e) {
            return new IllegalArgumentException(e.getOriginalMessage(), problem);
        }
    }

    private static String threw(Error error) {
        return "It threw " + error.getClass().getSimpleName() + " when it was read";
    }

    public ObjectNode object() {
        return FiniteNumbers.INSTANCE.objectNode();
    }
}
