package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a twin.
 *
 * @param deviceId the device id, or {@code device/module} for the twin of a module
 * @param version counts every change of any section
 * @param revision counts the changes by back ends; the etag is derived from it
 */
public record DeviceTwin(
        String deviceId,
        long version,
        long revision,
        @Nullable String modelId,
        TwinSection tagsSection,
        TwinSection desiredSection,
        TwinSection reportedSection) {

    static DeviceTwin empty(String deviceId) {
        return new DeviceTwin(
                deviceId,
                1,
                1,
                null,
                TwinSection.empty(TwinSectionKind.TAGS),
                TwinSection.empty(TwinSectionKind.DESIRED),
                TwinSection.empty(TwinSectionKind.REPORTED));
    }

    /** {@return the entity tag, such as {@code AAAAAAAAAAE=}} */
    public String etag() {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Long.BYTES).putLong(revision).array());
    }

    /** {@return a copy of the tags} */
    public ObjectNode tags() {
        return tagsSection.values().deepCopy();
    }

    /** {@return a copy of the desired properties with {@code $version}, as the device sees them} */
    public ObjectNode desired() {
        return desiredSection.withVersion();
    }

    /** {@return a copy of the reported properties with {@code $version}, as the device sees them} */
    public ObjectNode reported() {
        return reportedSection.withVersion();
    }

    /** {@return a copy of the desired properties with {@code $metadata} and {@code $version}, as back ends see them} */
    public ObjectNode desiredWithMetadata() {
        return desiredSection.withMetadata();
    }

    /** {@return a copy of the reported properties with {@code $metadata} and {@code $version}, as back ends see them} */
    public ObjectNode reportedWithMetadata() {
        return reportedSection.withMetadata();
    }

    DeviceTwin withReported(TwinSection reported) {
        return new DeviceTwin(deviceId, version + 1, revision, modelId, tagsSection, desiredSection, reported);
    }

    DeviceTwin withBackEndChange(TwinSection tags, TwinSection desired) {
        return new DeviceTwin(deviceId, version + 1, revision + 1, modelId, tags, desired, reportedSection);
    }

    DeviceTwin withModelId(String id) {
        return new DeviceTwin(deviceId, version, revision, id, tagsSection, desiredSection, reportedSection);
    }

    ObjectNode toDocument() {
        ObjectNode document =
                Json.object().put("version", version).put("revision", revision).put("modelId", modelId);
        document.set("tags", tagsSection.toDocument());
        document.set("desired", desiredSection.toDocument());
        document.set("reported", reportedSection.toDocument());
        return document;
    }

    static DeviceTwin fromDocument(String deviceId, ObjectNode document) {
        return new DeviceTwin(
                deviceId,
                document.required("version").longValue(),
                document.required("revision").longValue(),
                document.path("modelId").textValue(),
                TwinSection.fromDocument(TwinSectionKind.TAGS, document.required("tags")),
                TwinSection.fromDocument(TwinSectionKind.DESIRED, document.required("desired")),
                TwinSection.fromDocument(TwinSectionKind.REPORTED, document.required("reported")));
    }
}
