package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/**
 * A section of a twin: its values, a tree with the time of each value's last update, and a version.
 *
 * <p>Sections are immutable: a change creates a new one. The nodes of a section must not be modified.
 *
 * @param kind the kind of section
 * @param values the properties, without {@code $metadata} and {@code $version}
 * @param metadata the tree of {@code $lastUpdated}
 * @param version counts the changes, from 1
 */
record TwinSection(TwinSectionKind kind, ObjectNode values, ObjectNode metadata, long version) {

    static TwinSection empty(TwinSectionKind kind) {
        ObjectNode metadata = Json.object().put("$lastUpdated", HubTime.NEVER);
        return new TwinSection(kind, Json.object(), metadata, 1);
    }

    /** {@return the section after a merge patch: null deletes, objects are merged, other values replace} */
    TwinSection merged(ObjectNode patch, Instant now) {
        ObjectNode newValues = values.deepCopy();
        ObjectNode newMetadata = metadata.deepCopy();
        new Merge(HubTime.text(now), version + 1).merge(newValues, newMetadata, patch);
        return new TwinSection(kind, newValues, newMetadata, version + 1);
    }

    /** {@return the section with only these values} */
    TwinSection replaced(ObjectNode wanted, Instant now) {
        ObjectNode newValues = Json.object();
        ObjectNode newMetadata = Json.object();
        new Merge(HubTime.text(now), version + 1).merge(newValues, newMetadata, wanted);
        return new TwinSection(kind, newValues, newMetadata, version + 1);
    }

    ObjectNode withVersion() {
        return values.deepCopy().put("$version", version);
    }

    ObjectNode withMetadata() {
        ObjectNode section = values.deepCopy();
        section.set("$metadata", metadata.deepCopy());
        return section.put("$version", version);
    }

    /** {@return the values that a patch has changed; null for those it has deleted} */
    ObjectNode changedBy(ObjectNode patch) {
        return changedBy(values, patch);
    }

    private static ObjectNode changedBy(JsonNode values, ObjectNode patch) {
        ObjectNode changed = Json.object();
        patch.properties().forEach(entry -> {
            JsonNode value = values.get(entry.getKey());
            if (value instanceof ObjectNode object && entry.getValue() instanceof ObjectNode inner) {
                changed.set(entry.getKey(), changedBy(object, inner));
            } else {
                changed.set(entry.getKey(), value == null ? null : value.deepCopy());
            }
        });
        return changed;
    }

    /** {@return the metadata of the values that a patch has changed} */
    ObjectNode metadataOf(ObjectNode patch) {
        return metadataOf(metadata, patch);
    }

    private static ObjectNode metadataOf(ObjectNode metadata, ObjectNode patch) {
        ObjectNode changed = Json.object();
        metadata.properties().forEach(entry -> {
            JsonNode inner = patch.get(entry.getKey());
            if (entry.getKey().startsWith("$")) {
                changed.set(entry.getKey(), entry.getValue());
            } else if (inner != null) {
                changed.set(
                        entry.getKey(),
                        entry.getValue() instanceof ObjectNode below
                                ? metadataOf(below, inner instanceof ObjectNode object ? object : Json.object())
                                : entry.getValue());
            }
        });
        return changed;
    }

    ObjectNode toDocument() {
        ObjectNode document = Json.object().put("version", version);
        document.set("values", values);
        document.set("metadata", metadata);
        return document;
    }

    static TwinSection fromDocument(TwinSectionKind kind, JsonNode document) {
        return new TwinSection(
                kind,
                (ObjectNode) document.required("values"),
                (ObjectNode) document.required("metadata"),
                document.required("version").longValue());
    }

    /** One merge: all values it changes get the same time and version. */
    private final class Merge {
        private final String time;
        private final long newVersion;

        private Merge(String time, long newVersion) {
            this.time = time;
            this.newVersion = newVersion;
        }

        private void merge(ObjectNode target, ObjectNode targetMetadata, ObjectNode patch) {
            stamp(targetMetadata);
            patch.properties().forEach(entry -> {
                String name = entry.getKey();
                if (entry.getValue().isNull()) {
                    target.remove(name);
                    targetMetadata.remove(name);
                } else if (entry.getValue() instanceof ObjectNode childPatch) {
                    mergeObject(target, targetMetadata, name, childPatch);
                } else {
                    target.set(name, entry.getValue().deepCopy());
                    targetMetadata.set(name, stamp(Json.object()));
                }
            });
        }

        private void mergeObject(ObjectNode target, ObjectNode targetMetadata, String name, ObjectNode patch) {
            boolean present = target.get(name) instanceof ObjectNode;
            ObjectNode child = present ? Json.child(target, name) : Json.object();
            ObjectNode childMetadata = present ? Json.child(targetMetadata, name) : Json.object();
            merge(child, childMetadata, patch);
            target.set(name, child);
            targetMetadata.set(name, childMetadata);
        }

        private ObjectNode stamp(ObjectNode node) {
            node.put("$lastUpdated", time);
            return kind == TwinSectionKind.DESIRED ? node.put("$lastUpdatedVersion", newVersion) : node;
        }
    }
}
