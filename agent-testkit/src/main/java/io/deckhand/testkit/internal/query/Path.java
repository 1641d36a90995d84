package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The path of a value in a document, such as {@code properties.reported.rebootTime}.
 *
 * <p>The hub's own names are not case-sensitive; users' names are.
 */
record Path(List<String> segments) {
    private static final String PROPERTIES = "properties";

    Path {
        segments = List.copyOf(segments);
    }

    /** {@return the value, or a missing node} */
    JsonNode in(ObjectNode document) {
        JsonNode node = document;
        for (int depth = 0; depth < segments.size(); depth++) {
            node = node instanceof ObjectNode object ? child(object, depth) : MissingNode.getInstance();
        }
        return node;
    }

    /** {@return the value's name in a result: the last segment, as spelled in the document} */
    String nameIn(ObjectNode document) {
        String name = segments.get(segments.size() - 1);
        return segments.size() == 1 ? spelled(document, name) : name;
    }

    private JsonNode child(ObjectNode object, int depth) {
        String name = segments.get(depth);
        return object.path(isNamedByHub(depth) ? spelled(object, name) : name);
    }

    private boolean isNamedByHub(int depth) {
        return depth == 0 || (depth == 1 && segments.get(0).equalsIgnoreCase(PROPERTIES));
    }

    private static String spelled(ObjectNode object, String name) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
    }
}
