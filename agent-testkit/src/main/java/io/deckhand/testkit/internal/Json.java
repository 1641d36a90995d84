package io.deckhand.testkit.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The hub's JSON: strict reading, compact writing. */
public final class Json {
    /** More than any device needs, and little enough that the value can be written again inside another one. */
    private static final int MAX_DEPTH = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new Numbers())
            .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** {@return the object that a field holds, made there if it holds none}. Jackson has it from 2.16 on, applications 2.15. */
    public static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
    }

    /**
     * Reads one JSON value.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not exactly one
     */
    public static JsonNode parse(String text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            if (value.isMissingNode()) {
                throw new HubException(HubError.ARGUMENT_INVALID, "The body is empty; it must be a JSON value.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "The body is not valid JSON: " + e.getOriginalMessage() + ".");
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is anything else
     */
    public static ObjectNode parseObject(String text) {
        if (parse(text) instanceof ObjectNode object) {
            return object;
        }
        throw new HubException(HubError.ARGUMENT_INVALID, "The body must be a JSON object.");
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written.", e);
        }
    }

    public static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads numbers as doubles, except those out of their range, which would become infinite and be written as the text
     * {@code "Infinity"}.
     */
    private static final class Numbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            double asDouble = value.doubleValue();
            return Double.isFinite(asDouble) ? numberNode(asDouble) : DecimalNode.valueOf(value);
        }
    }
}
