package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.Scopes;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts device identities to and from JSON; back ends read all fields and write some. */
final class DeviceDocument {
    private final Connections connections;
    private final CloudToDeviceQueues cloudToDevice;

    DeviceDocument(Connections connections, CloudToDeviceQueues cloudToDevice) {
        this.connections = connections;
        this.cloudToDevice = cloudToDevice;
    }

    ObjectNode write(DeviceIdentity identity) {
        String id = identity.id();
        String lastChange = connections.lastChange(id).map(HubTime::text).orElse(HubTime.NEVER);
        ObjectNode document = Json.object().put("deviceId", identity.deviceId());
        if (identity.moduleId() == null) {
            putStatus(identity, document);
        } else {
            document.put("moduleId", identity.moduleId()).put("managedBy", identity.managedBy());
        }
        document.put("generationId", identity.generationId())
                .put("etag", identity.etag())
                .put("connectionState", connections.isConnected(id) ? "Connected" : "Disconnected")
                .put("connectionStateUpdatedTime", lastChange)
                .put("lastActivityTime", lastChange)
                .put("cloudToDeviceMessageCount", cloudToDevice.pending(id));
        ObjectNode authentication = document.putObject("authentication")
                .put("type", identity.authentication().wireName());
        boolean hasKeys = identity.authentication() instanceof Authentication.Keys;
        authentication
                .putObject("symmetricKey")
                .put("primaryKey", hasKeys ? identity.keys().primary() : null)
                .put("secondaryKey", hasKeys ? identity.keys().secondary() : null);
        Thumbprints.write(identity.authentication().thumbprints(), authentication.putObject("x509Thumbprint"));
        if (identity.moduleId() == null) {
            document.putObject("capabilities").put("iotEdge", identity.iotEdge());
            identity.scopes().write(document);
        }
        return document;
    }

    /** Only for devices: a module may connect as long as its device may. */
    private static void putStatus(DeviceIdentity identity, ObjectNode document) {
        document.put("status", identity.enabled() ? "enabled" : "disabled")
                .put("statusReason", identity.statusReason())
                .put("statusUpdatedTime", HubTime.text(identity.statusUpdatedTime()));
    }

    /**
     * Parses the settings of a device, and ignores the fields that only the hub sets.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when they are not valid
     */
    static DeviceSettings read(ObjectNode document) {
        JsonNode authentication = document.path("authentication");
        Authentication type = type(authentication);
        return new DeviceSettings(
                enabled(document.path("status").asText("enabled")),
                document.path("statusReason").textValue(),
                type instanceof Authentication.Keys ? keys(authentication.path("symmetricKey")) : null,
                type,
                document.path("capabilities").path("iotEdge").asBoolean(false),
                document.path("managedBy").textValue(),
                Scopes.read(document));
    }

    private static Authentication type(JsonNode authentication) {
        String type = authentication.path("type").asText(Authentication.KEYS);
        if (type.equalsIgnoreCase(Authentication.KEYS)) {
            return new Authentication.Keys();
        }
        if (type.equalsIgnoreCase(Authentication.SELF_SIGNED)) {
            return new Authentication.SelfSigned(Thumbprints.read(authentication.path("x509Thumbprint")));
        }
        if (type.equalsIgnoreCase(Authentication.CA_SIGNED)) {
            return new Authentication.CaSigned();
        }
        throw invalid("authentication.type is '" + type + "'. Known: "
                + String.join(", ", Authentication.KEYS, Authentication.SELF_SIGNED, Authentication.CA_SIGNED) + ".");
    }

    private static boolean enabled(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw invalid("status must be 'enabled' or 'disabled', not '" + status + "'.");
        };
    }

    private static @Nullable SymmetricKeys keys(JsonNode symmetricKey) {
        String primary = symmetricKey.path("primaryKey").asText("");
        String secondary = symmetricKey.path("secondaryKey").asText("");
        if (primary.isEmpty() != secondary.isEmpty()) {
            throw invalid(
                    "symmetricKey needs both primaryKey and secondaryKey, or neither for keys that the hub generates.");
        }
        return primary.isEmpty() ? null : new SymmetricKeys(primary, secondary);
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
