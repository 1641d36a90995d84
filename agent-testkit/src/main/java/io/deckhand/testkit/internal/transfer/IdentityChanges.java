package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityDocument;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Applies the records of bulk calls and imports: each creates, updates or deletes one identity, with its twin. */
public final class IdentityChanges {
    private static final List<String> HUB_FIELDS = List.of("$metadata", "$version");

    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    public IdentityChanges(IdentityRegistry registry, DeviceTwins twins) {
        this.registry = registry;
        this.twins = twins;
    }

    /**
     * Applies a record.
     *
     * @param defaultMode the {@code importMode} of a record without one
     * @throws HubException with the reason when it is not applied
     */
    public void apply(ObjectNode record, String defaultMode) {
        String mode = record.path("importMode").asText(defaultMode);
        switch (mode.toLowerCase(Locale.ROOT)) {
            case "create" -> create(record);
            case "createorupdate" -> createOrUpdate(record, null);
            case "createorupdateifmatchetag" -> createOrUpdate(record, etag(record, "eTag"));
            case "update" -> update(record, null);
            case "updateifmatchetag" -> update(record, etag(record, "eTag"));
            case "delete" -> registry.delete(id(record), null);
            case "deleteifmatchetag" -> registry.delete(id(record), etag(record, "eTag"));
            case "updatetwin" -> twins.patch(id(record), record, null);
            case "updatetwinifmatchetag" -> twins.patch(id(record), record, etag(record, "twinETag"));
            default ->
                throw new HubException(
                        HubError.ARGUMENT_INVALID,
                        "importMode '" + mode + "' is not known. Known: create, createOrUpdate, "
                                + "createOrUpdateIfMatchETag, update, updateIfMatchETag, delete, deleteIfMatchETag, "
                                + "updateTwin, updateTwinIfMatchETag.");
        }
    }

    /** {@return the device that a record names, or an empty text} */
    public static String deviceId(JsonNode record) {
        return record.path("id").asText(record.path("deviceId").asText(""));
    }

    /** {@return the module that a record names, or null} */
    public static @Nullable String moduleId(JsonNode record) {
        String moduleId = record.path("moduleId").asText("");
        return moduleId.isEmpty() ? null : moduleId;
    }

    private void createOrUpdate(ObjectNode record, @Nullable String etag) {
        if (registry.find(id(record)).isPresent()) {
            update(record, etag);
        } else {
            create(record);
        }
    }

    private void create(ObjectNode record) {
        DeviceSettings settings = IdentityDocument.read(record);
        String moduleId = moduleId(record);
        if (moduleId == null) {
            registry.create(deviceId(record), settings);
        } else {
            registry.createModule(deviceId(record), moduleId, settings);
        }
        // The etag in a record is that of the twin it was exported from, which a new one cannot have.
        setTwin(record, null);
    }

    private void update(ObjectNode record, @Nullable String etag) {
        registry.update(id(record), IdentityDocument.read(record), etag);
        String twinEtag = record.path("twinETag").asText("");
        setTwin(record, twinEtag.isEmpty() ? null : twinEtag);
    }

    /** Replaces the sections that the record has; reported properties are merged. */
    private void setTwin(ObjectNode record, @Nullable String etag) {
        String id = id(record);
        DeviceTwin before = twins.get(id);
        ObjectNode tags = section(record.path("tags"), before.tags());
        ObjectNode desired = section(record.at("/properties/desired"), before.desired());
        if (!tags.equals(before.tags()) || !desired.equals(without(before.desired()))) {
            ObjectNode twin = Json.object();
            twin.set("tags", tags);
            twin.putObject("properties").set("desired", desired);
            twins.replace(id, twin, etag);
        }
        ObjectNode reported = section(record.at("/properties/reported"), Json.object());
        if (!reported.isEmpty()) {
            twins.patchReported(id, reported, OptionalLong.empty());
        }
    }

    private static ObjectNode section(JsonNode given, ObjectNode before) {
        return without(given instanceof ObjectNode section ? section : before);
    }

    private static ObjectNode without(ObjectNode section) {
        ObjectNode values = section.deepCopy();
        values.remove(HUB_FIELDS);
        return values;
    }

    private static String etag(ObjectNode record, String name) {
        String etag = record.path(name)
                .asText(record.path(name.toLowerCase(Locale.ROOT)).asText(""));
        if (etag.isEmpty()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "This importMode needs " + name + ".");
        }
        return etag;
    }

    private static String id(ObjectNode record) {
        return IdentityIds.of(deviceId(record), moduleId(record));
    }
}
