package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
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
 * JSON as the agent reads and writes it.
 *
 * <p>Reading is strict, because what arrives is a command to a machine: an unknown field, a missing or null number, text where
 * a number belongs and the same field twice are refused rather than guessed at. Depth is bounded at 100. An application's own
 * mapper decides on all but the last two: those are {@link StrictText}'s.
 */
public final class Json {
    /** The application's mapper, if it has one; else {@link StrictMapper}, which is not made before it is needed. */
    private final @Nullable ObjectMapper own;

    /** @throws IllegalStateException if the class path has a Jackson that is too old */
    public Json() {
        JacksonVersion.check();
        this.own = null;
    }

    /**
     * With an application's own mapper, of which a copy is taken.
     *
     * @throws IllegalArgumentException if it reads class names out of JSON
     * @throws IllegalStateException if the class path has a Jackson that is too old
     */
    public Json(ObjectMapper own) {
        JacksonVersion.check();
        if (own.getDeserializationConfig().getDefaultTyper(null) != null) {
            throw new IllegalArgumentException(
                    "The ObjectMapper has default typing: whoever calls a method could choose the "
                            + "class that is made of its payload. Use one without.");
        }
        this.own = own.copy();
    }

    /** {@return what binds payloads to types, and turns results to JSON} */
    private ObjectMapper mapper() {
        return own == null ? StrictMapper.INSTANCE : own;
    }

    /** {@return a declared type, to be bound to; of an {@code Optional}, that of what it holds} */
    public BoundType bound(Type declared) {
        return BoundType.of(declared, this);
    }

    /**
     * {@return a type of a member as a class that inherits it has it, where a variable in it is bound; else the type itself}
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

    /** {@return the type as the mapper sees it} */
    public JavaType type(Type type) {
        return mapper().constructType(type);
    }

    /** {@return why nothing can ever be bound to a type, for whoever declared it} */
    public Optional<String> problemWith(Type declared) {
        return own == null && PlainTypes.isPlain(declared)
                ? Optional.empty()
                : BindableTypes.problem(mapper(), type(declared));
    }

    /** A field of an object in JSON. */
    public record Field(String name, JavaType type) {}

    /** {@return the fields of a class as they are read, or written; none where it is no plain object with fields} */
    public Optional<List<Field>> fields(JavaType type, boolean read) {
        try {
            return read ? JsonFields.read(mapper(), type) : JsonFields.written(mapper(), type);
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads any JSON value; throws on what is none. */
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
     * Reads an object that the hub sent; throws on what is none. Read as text, as all payloads are: Jackson has another parser for
     * bytes, which would be loaded and be slow until it was compiled for this alone.
     */
    public ObjectNode readObject(byte[] text) throws IOException {
        if (read(new String(text, StandardCharsets.UTF_8)) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("The hub sent JSON that is no object");
    }

    /** {@return whether a field that nothing takes is a mistake; so by default, but not with every mapper} */
    public boolean refusesUnknownFields() {
        return own == null || own.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** {@return what binds text to a type where that is simple} */
    DirectBinding direct(JavaType type) {
        return new DirectBinding(mapper().readerFor(type));
    }

    /** Binds a value to a type. */
    public @Nullable Object bind(JsonNode value, JavaType type) throws JsonProcessingException {
        try {
            return WholeNumbers.bind(mapper(), value, type);
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            throw new JsonMappingException(null, "The value cannot be bound", e); // as Jackson should have said it
        }
    }

    /** {@return whether a value is read as this object} */
    public boolean isRead(JsonNode value, JavaType type, Object as) {
        try {
            return as.equals(bind(value, type));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Turns any value into a tree.
     *
     * @throws IllegalArgumentException if it does not turn into one, whatever the application's getters throw
     */
    public JsonNode tree(@Nullable Object value) {
        try {
            JsonNode node = mapper().valueToTree(value);
            return node == null ? NullNode.getInstance() : node;
        } catch (Error e) {
            throw new IllegalArgumentException(threw(e), e);
        }
    }

    /** Turns any value into JSON in UTF-8; throws nothing else, whatever the application's getters throw. */
    public byte[] write(@Nullable Object value) throws JsonProcessingException {
        try {
            return checked(value);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw JsonMappingException.fromUnexpectedIOE(e);
        } catch (Error e) {
            throw new JsonMappingException(null, threw(e), e); // Jackson wraps exceptions and lets errors pass
        }
    }

    private byte[] checked(@Nullable Object value) throws IOException {
        JsonFactory factory = mapper().getFactory();
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(factory._getBufferRecycler());
                JsonGenerator generator = new CheckedGenerator(factory.createGenerator(bytes, JsonEncoding.UTF8))) {
            mapper().writeValue(generator, value);
            return bytes.toByteArray();
        }
    }

    private static String threw(Error error) {
        return "It threw " + error.getClass().getSimpleName() + " when it was read";
    }

    public ObjectNode object() {
        return FiniteNumbers.INSTANCE.objectNode();
    }
}
