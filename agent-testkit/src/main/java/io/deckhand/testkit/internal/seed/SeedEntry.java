package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A mapping in a seed file, with its place. It collects errors instead of stopping at the first. */
final class SeedEntry {
    private final String place;
    private final ObjectNode values;
    private final List<String> problems;

    private SeedEntry(String place, ObjectNode values, List<String> problems) {
        this.place = place;
        this.values = values;
        this.problems = problems;
    }

    /**
     * {@return a mapping in which only these names are valid}
     *
     * @param place its place, empty for the whole file
     */
    static SeedEntry of(String place, JsonNode value, List<String> problems, Set<String> known) {
        ObjectNode values = value instanceof ObjectNode object ? object : Json.object();
        SeedEntry entry = new SeedEntry(place, values, problems);
        if (!(value instanceof ObjectNode)) {
            entry.wrong("must be a mapping with " + names(known));
        }
        values.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                entry.wrong("has no '" + name + "'. Known: " + names(known));
            }
        });
        return entry;
    }

    String place() {
        return place;
    }

    /** Adds an error at this place. */
    void wrong(String what) {
        problems.add((place.isEmpty() ? "the file" : place) + " " + what + ".");
    }

    boolean has(String name) {
        return values.has(name);
    }

    /** {@return a text, or null if missing; numbers are converted to text} */
    @Nullable
    String text(String name) {
        JsonNode value = values.path(name);
        if (value.isContainerNode()) {
            wrong("needs a text for '" + name + "'");
            return null;
        }
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    /** {@return a required text} */
    String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            wrong("needs '" + name + "'");
            return "";
        }
        return text;
    }

    boolean flag(String name, boolean fallback) {
        JsonNode value = values.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            wrong("needs true or false for '" + name + "'");
        }
        return value.asBoolean(fallback);
    }

    /** {@return the whole mapping} */
    ObjectNode values() {
        return values;
    }

    /** {@return an object of any content, empty if missing} */
    ObjectNode properties(String name) {
        JsonNode value = values.path(name);
        if (value instanceof ObjectNode object) {
            return object;
        }
        if (!value.isMissingNode() && !value.isNull()) {
            wrong("needs a mapping for '" + name + "'");
        }
        return Json.object();
    }

    /** Copies a value, if there is one, to a document under the same name. */
    void copy(String name, ObjectNode document) {
        JsonNode value = values.get(name);
        if (value != null) {
            document.set(name, value);
        }
    }

    /** {@return a list, empty if missing} */
    List<JsonNode> list(String name) {
        JsonNode value = values.path(name);
        List<JsonNode> list = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(list::add);
        } else if (!value.isMissingNode() && !value.isNull()) {
            wrong("needs a list for '" + name + "'");
        }
        return list;
    }

    /** {@return the mappings of a list} */
    List<SeedEntry> entries(String name, Set<String> known) {
        List<SeedEntry> entries = new ArrayList<>();
        for (JsonNode value : list(name)) {
            entries.add(of(below(name + "[" + entries.size() + "]"), value, problems, known));
        }
        return entries;
    }

    /** {@return a nested mapping, empty if missing} */
    SeedEntry entry(String name, Set<String> known) {
        return of(below(name), properties(name), problems, known);
    }

    private String below(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private static String names(Set<String> known) {
        return String.join(", ", new TreeSet<>(known));
    }
}
