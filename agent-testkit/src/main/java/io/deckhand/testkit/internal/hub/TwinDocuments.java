package io.deckhand.testkit.internal.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.time.Instant;
import java.util.Optional;

/** Twins as back ends see them: the device's twin with data from its identity and connection. */
public final class TwinDocuments {
    private final IdentityRegistry registry;
    private final DeviceTwins twins;
    private final Connections connections;
    private final CloudToDeviceQueues cloudToDevice;

    TwinDocuments(
            IdentityRegistry registry, DeviceTwins twins, Connections connections, CloudToDeviceQueues cloudToDevice) {
        this.registry = registry;
        this.twins = twins;
        this.connections = connections;
        this.cloudToDevice = cloudToDevice;
    }

    /**
     * {@return the twin of a device or module as back ends see it}
     *
     * @throws HubException with {@link HubError#DEVICE_NOT_FOUND}
     */
    public ObjectNode get(String id) {
        return document(
                registry.get(id),
                twins.get(id),
                connections.isConnected(id),
                connections.lastChange(id),
                cloudToDevice.pending(id));
    }

    private static ObjectNode document(
            DeviceIdentity identity, DeviceTwin twin, boolean connected, Optional<Instant> lastActivity, int pending) {
        ObjectNode document = Json.object().put("deviceId", identity.deviceId());
        if (identity.moduleId() != null) {
            document.put("moduleId", identity.moduleId());
        }
        document.put("etag", twin.etag())
                .put("deviceEtag", identity.etag())
                .put("status", identity.enabled() ? "enabled" : "disabled")
                .put("statusUpdateTime", HubTime.text(identity.statusUpdatedTime()))
                .put("connectionState", connected ? "Connected" : "Disconnected")
                .put("lastActivityTime", lastActivity.map(HubTime::text).orElse(HubTime.NEVER))
                .put("cloudToDeviceMessageCount", pending)
                .put("authenticationType", identity.authentication().wireName());
        Thumbprints.write(identity.authentication().thumbprints(), document.putObject("x509Thumbprint"));
        document.put("modelId", twin.modelId() == null ? "" : twin.modelId()).put("version", twin.version());
        document.set("tags", twin.tags());
        ObjectNode properties = document.putObject("properties");
        properties.set("desired", twin.desiredWithMetadata());
        properties.set("reported", twin.reportedWithMetadata());
        document.putObject("capabilities").put("iotEdge", identity.iotEdge());
        identity.scopes().write(document);
        return document;
    }
}
