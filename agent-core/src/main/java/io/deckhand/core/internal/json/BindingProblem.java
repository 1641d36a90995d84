package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes to the caller of a method why a payload did not bind: the location and the expected value, but no class
 * names and no values of the payload. Jackson's own messages contain both.
 */
public final class BindingProblem {
    private BindingProblem() {}

    /** {@return the problem; {@code root} is the name of the value to bind, such as {@code payload}} */
    public static String describe(JsonProcessingException problem, String root) {
        Optional<InputCoercionException> range = outOfRange(problem);
        if (range.isPresent()) {
            return "The number at " + place(problem, root) + " is out of range"
                    + limits(range.get().getTargetType()) + ".";
        }
        if (problem instanceof UnrecognizedPropertyException unknown) {
            return "Unknown field '" + unknown.getPropertyName() + "' at " + path(parent(unknown), root) + ". Known: "
                    + known(unknown) + ".";
        }
        if (problem instanceof InvalidFormatException invalid) {
            return "The value at " + path(invalid, root) + " is not " + wanted(invalid.getTargetType()) + ".";
        }
        if (problem instanceof MismatchedInputException mismatch) {
            return "At " + path(mismatch, root) + " there must be " + wanted(mismatch.getTargetType()) + ".";
        }
        if (problem instanceof JsonMappingException mapping) {
            return "The value at " + path(mapping, root) + " was refused.";
        }
        return "The payload is not valid JSON.";
    }

    private static Optional<InputCoercionException> outOfRange(Throwable problem) {
        for (Throwable at = problem; at != null; at = at.getCause()) {
            if (at instanceof InputCoercionException coercion) {
                return Optional.of(coercion);
            }
        }
        return Optional.empty();
    }

    private static String limits(@Nullable Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return ": it must be " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        }
        return type == long.class || type == Long.class
                ? ": it must be " + Long.MIN_VALUE + " to " + Long.MAX_VALUE
                : "";
    }

    /** {@return the location of the problem} */
    public static String place(JsonProcessingException problem, String root) {
        return problem instanceof JsonMappingException mapping ? path(mapping, root) : root;
    }

    private static String known(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds();
        return ids == null || ids.isEmpty()
                ? "none"
                : new TreeSet<>(ids.stream().map(String::valueOf).toList())
                        .stream().collect(Collectors.joining(", "));
    }

    /** Jackson's path ends with the unknown field; its parent has the known fields. */
    private static JsonMappingException parent(UnrecognizedPropertyException unknown) {
        JsonMappingException parent = new JsonMappingException(null, "");
        var references = unknown.getPath();
        for (int i = references.size() - 2; i >= 0; i--) {
            parent.prependPath(references.get(i));
        }
        return parent;
    }

    private static String path(JsonMappingException problem, String root) {
        StringBuilder path = new StringBuilder(root);
        for (JsonMappingException.Reference step : problem.getPath()) {
            if (step.getFieldName() != null) {
                path.append('.').append(step.getFieldName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    /** {@return a description of the expected value of a type} */
    public static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "another kind of value";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == float.class || type == Double.class || type == Float.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number in range";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "text";
        }
        if (TemporalAmount.class.isAssignableFrom(type)) {
            return "a duration in ISO 8601, as \"PT30S\"";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time in ISO 8601";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return Map.class.isAssignableFrom(type) || !type.getName().startsWith("java.")
                ? "an object"
                : "another kind of value";
    }
}
