package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.TwinSection;
import io.deckhand.core.internal.json.Json;
import java.util.Map;

/** The properties of a section at one version, without {@code $version} and {@code $metadata}. Immutable. */
record DesiredSection(long version, ObjectNode properties) {
    private static final String VERSION = "$version";
    private static final String METADATA = "$metadata";

    /** {@return the desired section of a twin document} */
    static DesiredSection of(ObjectNode desired) {
        return new DesiredSection(versionOf(desired), withoutMeta(copy(desired)));
    }

    /** {@return the document from which {@link #of} creates an equal section} */
    ObjectNode toTwin() {
        return copy(properties).put(VERSION, version);
    }

    TwinSection view(Json json) {
        return new JsonSection(version, properties, json);
    }

    static long versionOf(ObjectNode section) {
        return section.path(VERSION).asLong();
    }

    /**
     * {@return this section with a patch merged in: null deletes, an object is merged, any other value replaces}
     * Unchanged parts are shared between both sections, so the cost of merging and comparing depends only on the size
     * of the change.
     */
    DesiredSection with(ObjectNode patch) {
        return new DesiredSection(versionOf(patch), withoutMeta(merged(properties, patch)));
    }

    private static ObjectNode merged(ObjectNode known, ObjectNode patch) {
        ObjectNode merged = copy(known);
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            String name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                merged.remove(name);
            } else if (value instanceof ObjectNode nested) {
                merged.set(name, merged(known.get(name) instanceof ObjectNode at ? at : known.objectNode(), nested));
            } else {
                merged.set(name, value);
            }
        }
        return merged;
    }

    private static ObjectNode withoutMeta(ObjectNode copy) {
        copy.remove(VERSION);
        copy.remove(METADATA);
        return copy;
    }

    /** {@return a new object with the same values} */
    private static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        return copy;
    }
}
