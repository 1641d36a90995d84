package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The path of a twin property, as {@code climate.target}; with no names, the whole section. */
public record PropertyPath(List<String> names) {
    /** The hub's limits for properties of a twin. */
    public static final int MAX_DEPTH = 10;

    static final int MAX_NAME_BYTES = 1024;

    public static final PropertyPath WHOLE = new PropertyPath(List.of());

    /** Parses a path, empty for the whole section. */
    public static PropertyPath parse(String text) {
        if (text.isEmpty()) {
            return WHOLE;
        }
        List<String> names = List.of(text.split("\\.", -1));
        problem(text, names).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new PropertyPath(names);
    }

    private static Optional<String> problem(String text, List<String> names) {
        if (names.size() > MAX_DEPTH) {
            return Optional.of(
                    "The path '" + text + "' is " + names.size() + " deep; the hub allows " + MAX_DEPTH + ".");
        }
        for (String name : names) {
            if (!isName(name)) {
                return Optional.of("The path '" + text + "' holds "
                        + (name.isEmpty() ? "an empty name" : "the name '" + name + "'")
                        + ". Names are 1 to " + MAX_NAME_BYTES
                        + " bytes without white space, control characters, '.', '$' and '#', joined by single dots.");
            }
        }
        return Optional.empty();
    }

    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' || c == '$' || c == '#' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }

    /** {@return the value at this path, missing if there is none} */
    public JsonNode in(JsonNode section) {
        JsonNode at = section;
        for (String name : names) {
            at = at instanceof ObjectNode object && object.has(name) ? object.get(name) : MissingNode.getInstance();
        }
        return at;
    }

    /** {@return whether a section has a value at this path, above it, or below it} */
    public boolean touches(ObjectNode section) {
        JsonNode at = section;
        for (String name : names) {
            if (!(at instanceof ObjectNode object)) {
                return true;
            }
            at = object.path(name);
            if (at.isMissingNode()) {
                return false;
            }
        }
        return true;
    }

    /** Sets the value at this path, making the objects on the way. */
    public void put(ObjectNode section, JsonNode value) {
        ObjectNode at = section;
        for (String name : names.subList(0, names.size() - 1)) {
            at = at.get(name) instanceof ObjectNode next ? next : at.putObject(name);
        }
        at.set(names.get(names.size() - 1), value);
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "(all desired properties)" : String.join(".", names);
    }
}
