package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the agent reads and writes it.
 *
 * <p>Reading is strict, because what arrives is a command to a machine: an unknown field, a missing or null number, text where
 * a number belongs and the same field twice are refused rather than guessed at. Depth is bounded at 100. An application's own
 * mapper decides on all but the last two: text is always read by the strict one.
 */
public final class Json {
    private static final int MAX_DEPTH = 100;

    /** Reads what arrives, always. One for all agents: 50 with a mapper each took 15 KB more of heap each. */
    private static final ObjectMapper STRICT = strictMapper();

    /** Binds payloads to types, and turns results to JSON. */
    private final ObjectMapper binding;

    public Json() {
        this.binding = STRICT;
    }

    /**
     * With an application's own mapper, of which a copy is taken.
     *
     * @throws IllegalArgumentException if it reads class names out of JSON
     */
    public Json(ObjectMapper own) {
        if (own.getDeserializationConfig().getDefaultTyper(null) != null) {
            throw new IllegalArgumentException(
                    "The ObjectMapper has default typing: whoever calls a method could choose the "
                            + "class that is made of its payload. Use one without.");
        }
        this.binding = own.copy();
    }

    private static ObjectMapper strictMapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build()) // no class by its name
                .nodeFactory(new FiniteNumbers())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
    }

    /** {@return the type as the mapper sees it} */
    public JavaType type(Type type) {
        return binding.constructType(type);
    }

    /** {@return why nothing can ever be bound to a type, for whoever declared it} */
    public Optional<String> problemWith(JavaType type) {
        return BindableTypes.problem(binding, type);
    }

    /** A field of an object in JSON. */
    public record Field(String name, JavaType type) {}

    /** {@return the fields of a class as they are read, or written; none where it is no plain object with fields} */
    public Optional<List<Field>> fields(JavaType type, boolean read) {
        try {
            return read ? JsonFields.read(binding, type) : JsonFields.written(binding, type);
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads any JSON value; throws on what is none. */
    public JsonNode read(String text) throws JsonProcessingException {
        JsonNode node;
        try {
            node = STRICT.readTree(text);
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
        JsonNode node = STRICT.readTree(new String(text, StandardCharsets.UTF_8));
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("The hub sent JSON that is no object");
    }

    /** {@return whether a field that nothing takes is a mistake; so by default, but not with every mapper} */
    public boolean refusesUnknownFields() {
        return binding.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** {@return what binds text to a type where that is simple} */
    public DirectBinding direct(JavaType type) {
        return new DirectBinding(STRICT.getFactory(), binding.readerFor(type));
    }

    /** Binds a value to a type. */
    public @Nullable Object bind(JsonNode value, JavaType type) throws JsonProcessingException {
        try {
            return binding.treeToValue(value, type);
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

    /** Turns any value into a tree. */
    public JsonNode tree(@Nullable Object value) {
        JsonNode node = binding.valueToTree(value);
        return node == null ? STRICT.getNodeFactory().nullNode() : node;
    }

    /** Turns any value into JSON in UTF-8. */
    public byte[] write(@Nullable Object value) throws JsonProcessingException {
        return binding.writeValueAsBytes(value);
    }

    public ObjectNode object() {
        return STRICT.createObjectNode();
    }
}
