package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device or module identity. Re-creating it changes its generation id, any update its etag.
 *
 * @param moduleId null for a device
 * @param authentication whether it connects with its keys or with a certificate
 * @param managedBy the owner of a module, as the back end named it, or null
 * @param scopes its position in the hierarchy of edge devices
 */
public record DeviceIdentity(
        String deviceId,
        @Nullable String moduleId,
        String generationId,
        String etag,
        boolean enabled,
        @Nullable String statusReason,
        Instant statusUpdatedTime,
        SymmetricKeys keys,
        Authentication authentication,
        boolean iotEdge,
        @Nullable String managedBy,
        Scopes scopes) {

    /** {@return its id in the hub, see {@link IdentityIds}} */
    public String id() {
        return IdentityIds.of(deviceId, moduleId);
    }

    /** {@return the settings with which {@link IdentityRegistry#update} changes nothing} */
    public DeviceSettings settings() {
        return new DeviceSettings(enabled, statusReason, keys, authentication, iotEdge, managedBy, scopes);
    }

    ObjectNode toDocument() {
        ObjectNode document = Json.object()
                .put("deviceId", deviceId)
                .put("moduleId", moduleId)
                .put("generationId", generationId)
                .put("etag", etag)
                .put("enabled", enabled)
                .put("statusReason", statusReason)
                .put("statusUpdatedTime", statusUpdatedTime.toString())
                .put("primaryKey", keys.primary())
                .put("secondaryKey", keys.secondary())
                .put("iotEdge", iotEdge)
                .put("managedBy", managedBy);
        authentication.addTo(document);
        scopes.write(document);
        return document;
    }

    static DeviceIdentity fromDocument(ObjectNode document) {
        return new DeviceIdentity(
                document.required("deviceId").textValue(),
                document.path("moduleId").textValue(),
                document.required("generationId").textValue(),
                document.required("etag").textValue(),
                document.required("enabled").booleanValue(),
                document.path("statusReason").textValue(),
                Instant.parse(document.required("statusUpdatedTime").textValue()),
                new SymmetricKeys(
                        document.required("primaryKey").textValue(),
                        document.required("secondaryKey").textValue()),
                Authentication.fromDocument(document),
                document.required("iotEdge").booleanValue(),
                document.path("managedBy").textValue(),
                Scopes.read(document));
    }
}
