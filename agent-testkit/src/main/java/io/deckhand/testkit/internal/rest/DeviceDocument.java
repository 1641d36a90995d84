package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.Thumbprints;

/** Converts device identities to JSON, with their connection and their waiting messages. */
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
}
