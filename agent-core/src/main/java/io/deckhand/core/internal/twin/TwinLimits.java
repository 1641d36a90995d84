package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Surrogates;
import io.deckhand.internal.rule.PropertyNames;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** The hub's limits for reported properties, checked before sending, as the SDK does not check them. */
final class TwinLimits {
    static final int MAX_SECTION_BYTES = 32 * 1024;
    private static final int MAX_TEXT_BYTES = 4096;
    private static final long MAX_INTEGER = 4_503_599_627_370_495L;
    private static final long MIN_INTEGER = -4_503_599_627_370_496L;

    private TwinLimits() {}

    /** {@return the problem with a value to report, if there is one} */
    static Optional<String> problem(PropertyPath path, JsonNode value) {
        if (value.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SECTION_BYTES) {
            return Optional.of(
                    "The value of '" + path + "' is larger than the " + MAX_SECTION_BYTES + " bytes the hub allows.");
        }
        return problem(path.toString(), path.names().size(), value);
    }

    private static Optional<String> problem(String place, int depth, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return problemInObject(place, depth, object);
        }
        if (value instanceof ArrayNode array) {
            return problemInArray(place, depth, array);
        }
        if (value.isTextual() && value.textValue().getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            return Optional.of(
                    "The text at '" + place + "' is longer than the " + MAX_TEXT_BYTES + " bytes the hub allows.");
        }
        if (value.isTextual() && !Surrogates.isWhole(value.textValue())) {
            return Optional.of(
                    "The text at '" + place + "' contains an unpaired surrogate. Cut texts between characters.");
        }
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            return Optional.of("JSON has no number for " + value.doubleValue() + " at '" + place + "'.");
        }
        if (value.isIntegralNumber()
                && (!value.canConvertToLong() || value.longValue() > MAX_INTEGER || value.longValue() < MIN_INTEGER)) {
            return Optional.of("The number at '" + place + "' is outside " + MIN_INTEGER + " to " + MAX_INTEGER
                    + ", which the hub allows. Report it as text.");
        }
        return Optional.empty();
    }

    private static Optional<String> problemInObject(String place, int depth, ObjectNode object) {
        if (depth >= PropertyNames.MAX_DEPTH && !object.isEmpty()) {
            return Optional.of("The value at '" + place + "' is nested deeper than the " + PropertyNames.MAX_DEPTH
                    + " levels the hub allows.");
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!PropertyNames.isName(field.getKey())) {
                return Optional.of("The object at '" + place + "' has the name '" + field.getKey()
                        + "'. The hub allows no white space, control characters, '.', '$' and '#' in names.");
            }
            Optional<String> problem = problem(place + "." + field.getKey(), depth + 1, field.getValue());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problemInArray(String place, int depth, ArrayNode array) {
        for (Iterator<JsonNode> elements = array.elements(); elements.hasNext(); ) {
            JsonNode element = elements.next();
            if (element.isNull()) {
                return Optional.of("The array at '" + place + "' holds null, which the hub does not allow.");
            }
            Optional<String> problem = problem(place + "[]", depth + 1, element);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }
}
