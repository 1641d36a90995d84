package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The desired properties as of one version, without {@code $version} and {@code $metadata}. Never changed once made. */
record DesiredSection(long version, ObjectNode properties) {
    private static final Set<String> META = Set.of("$version", "$metadata");

    /** {@return the desired section of a twin that was read} */
    static DesiredSection of(ObjectNode desired) {
        return new DesiredSection(versionOf(desired), withoutMeta(desired));
    }

    static long versionOf(ObjectNode section) {
        return section.path("$version").asLong();
    }

    /** {@return this section with a patch merged in: null deletes, an object is merged, all else replaces} */
    DesiredSection with(ObjectNode patch) {
        ObjectNode merged = properties.deepCopy();
        merge(merged, withoutMeta(patch));
        return new DesiredSection(versionOf(patch), merged);
    }

    private static void merge(ObjectNode into, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            if (change.getValue().isNull()) {
                into.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode nested) {
                ObjectNode at = into.get(change.getKey()) instanceof ObjectNode object
                        ? object
                        : into.putObject(change.getKey());
                merge(at, nested);
            } else {
                into.set(change.getKey(), change.getValue());
            }
        }
    }

    private static ObjectNode withoutMeta(ObjectNode section) {
        return section.deepCopy().without(META);
    }
}
