package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.nio.charset.StandardCharsets;

/** The limits of twins, as the hub documents them and its edge broker enforces them. */
final class TwinRules {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_NAME_BYTES = 1024;
    private static final int MAX_STRING_BYTES = 4096;
    private static final long MIN_INTEGER = -4_503_599_627_370_496L;
    private static final long MAX_INTEGER = 4_503_599_627_370_495L;
    private static final int NUMBER_SIZE = 8;
    private static final int BOOLEAN_SIZE = 4;

    private TwinRules() {}

    /** Checks the names and values of a patch before it is merged. */
    static void checkPatch(TwinSectionKind kind, ObjectNode patch) {
        checkObject(kind, patch, kind.label(), 0);
    }

    /** Checks the size of a section after the merge. */
    static void checkSize(TwinSection section) {
        TwinSectionKind kind = section.kind();
        int size = sizeOf(section.values());
        if (size > kind.maxSize()) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The twin's " + kind.label() + " would take " + size + " bytes; at most " + kind.maxSize()
                            + " are allowed. Remove properties by setting them to null.");
        }
    }

    private static void checkObject(TwinSectionKind kind, ObjectNode object, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw invalid(path, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        object.properties().forEach(entry -> {
            checkName(path, entry.getKey());
            checkValue(kind, entry.getValue(), path + "." + entry.getKey(), depth);
        });
    }

    private static void checkName(String path, String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw invalid(path, "has a property name that is empty or longer than " + MAX_NAME_BYTES + " bytes");
        }
        if (name.chars().anyMatch(TwinRules::isForbidden)) {
            throw invalid(
                    path, "has a property '" + name + "': names have no '.', '$', '#', spaces or control characters");
        }
    }

    private static boolean isForbidden(int c) {
        return c == '.' || c == '$' || c == '#' || Character.isISOControl(c) || Character.isWhitespace(c);
    }

    private static void checkValue(TwinSectionKind kind, JsonNode value, String path, int depth) {
        if (value instanceof ObjectNode object) {
            checkObject(kind, object, path, depth + 1);
        } else if (value.isArray()) {
            value.forEach(element -> checkElement(kind, element, path, depth + 1));
        } else if (value.isTextual() && value.textValue().getBytes(StandardCharsets.UTF_8).length > MAX_STRING_BYTES) {
            throw invalid(path, "is a text longer than " + MAX_STRING_BYTES + " bytes");
        } else if (value.isIntegralNumber() && !isAllowedInteger(value)) {
            throw invalid(path, "is an integer outside " + MIN_INTEGER + " to " + MAX_INTEGER);
        } else if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
            throw invalid(path, "is a number that is too large");
        }
    }

    private static void checkElement(TwinSectionKind kind, JsonNode element, String path, int depth) {
        if (element.isNull()) {
            throw invalid(path, "is an array with a null in it");
        }
        if (depth > MAX_DEPTH) {
            throw invalid(path, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        checkValue(kind, element, path + "[]", depth);
    }

    private static boolean isAllowedInteger(JsonNode value) {
        return value.canConvertToLong() && value.longValue() >= MIN_INTEGER && value.longValue() <= MAX_INTEGER;
    }

    /** Names and texts count their UTF-8 bytes, numbers 8, booleans 4. */
    private static int sizeOf(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (node.isNumber()) {
            return NUMBER_SIZE;
        }
        if (node.isBoolean()) {
            return BOOLEAN_SIZE;
        }
        int size = 0;
        for (var entry : node.properties()) {
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length + sizeOf(entry.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                size += sizeOf(element);
            }
        }
        return size;
    }

    private static HubException invalid(String path, String what) {
        return new HubException(HubError.ARGUMENT_INVALID, "'" + abbreviated(path) + "' " + what + ".");
    }

    private static String abbreviated(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200) + "...";
    }
}
