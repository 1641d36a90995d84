package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.IdentityIds;
import org.jspecify.annotations.Nullable;

/**
 * A change of a twin.
 *
 * @param twin the twin after the change
 * @param replaced whether a back end has replaced tags and desired properties
 * @param tags the patch of the tags, or null
 * @param desired the patch of the desired properties, or null
 * @param reported the patch of the reported properties, or null
 */
public record TwinChange(
        DeviceTwin twin,
        boolean replaced,
        @Nullable ObjectNode tags,
        @Nullable ObjectNode desired,
        @Nullable ObjectNode reported) {

    static TwinChange replaced(DeviceTwin twin) {
        return new TwinChange(twin, true, null, null, null);
    }

    /** {@return the body of the event: the changed values of an update, or the whole twin} */
    public ObjectNode body() {
        if (replaced) {
            return whole(twin);
        }
        ObjectNode body = Json.object().put("version", twin.version());
        if (tags != null) {
            body.set("tags", twin.tagsSection().changedBy(tags));
        }
        if (desired != null) {
            Json.child(body, "properties").set("desired", withMetadata(twin.desiredSection(), desired));
        }
        if (reported != null) {
            Json.child(body, "properties").set("reported", withMetadata(twin.reportedSection(), reported));
        }
        return body;
    }

    /** {@return a whole twin as the body of an event} */
    public static ObjectNode whole(DeviceTwin twin) {
        ObjectNode body = Json.object().put("deviceId", IdentityIds.deviceId(twin.deviceId()));
        String moduleId = IdentityIds.moduleId(twin.deviceId());
        if (moduleId != null) {
            body.put("moduleId", moduleId);
        }
        body.put("etag", twin.etag()).put("version", twin.version()).set("tags", twin.tags());
        ObjectNode properties = body.putObject("properties");
        properties.set("desired", twin.desiredWithMetadata());
        properties.set("reported", twin.reportedWithMetadata());
        return body;
    }

    private static ObjectNode withMetadata(TwinSection section, ObjectNode patch) {
        ObjectNode changed = section.changedBy(patch);
        changed.set("$metadata", section.metadataOf(patch));
        return changed.put("$version", section.version());
    }
}
