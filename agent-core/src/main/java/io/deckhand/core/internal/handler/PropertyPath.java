package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.internal.rule.PropertyNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The path of a twin property, such as {@code climate.target}; without names, the whole section. */
public record PropertyPath(List<String> names) {
    public static final PropertyPath WHOLE = new PropertyPath(List.of());

    /** Parses a path, empty for the whole section. */
    public static PropertyPath parse(String text) {
        if (text.isEmpty()) {
            return WHOLE;
        }
        PropertyNames.problem(text).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new PropertyPath(PropertyNames.split(text));
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

    /** Sets the value at this path, and creates missing parent objects. */
    public void put(ObjectNode section, JsonNode value) {
        ObjectNode at = section;
        for (String name : names.subList(0, names.size() - 1)) {
            at = at.get(name) instanceof ObjectNode next ? next : at.putObject(name);
        }
        at.set(names.get(names.size() - 1), value);
    }

    /** Written out: the record's own would be put together by the JVM at its first use, which costs a starting agent 50 classes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PropertyPath path && names.equals(path.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "(all desired properties)" : String.join(".", names);
    }
}
