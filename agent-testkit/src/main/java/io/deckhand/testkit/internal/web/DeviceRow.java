package io.deckhand.testkit.internal.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device in the page's list. Two rows are equal when there is nothing to update.
 *
 * @param protocol the protocol of its connection, null while it is not connected
 * @param since when it last connected or disconnected, null for never
 * @param twinVersion changes with every change of the twin
 */
record DeviceRow(
        String deviceId,
        boolean enabled,
        @Nullable String protocol,
        @Nullable Instant since,
        long twinVersion,
        @Nullable String modelId,
        int pendingMessages,
        int modules) {

    static DeviceRow of(
            Connections connections,
            CloudToDeviceQueues cloudToDevice,
            DeviceIdentity identity,
            DeviceTwin twin,
            int modules) {
        String id = identity.deviceId();
        Optional<DeviceConnection> connection = connections.find(id);
        return new DeviceRow(
                id,
                identity.enabled(),
                connection.map(DeviceConnection::protocol).orElse(null),
                connections.lastChange(id).orElse(null),
                twin.version(),
                twin.modelId(),
                cloudToDevice.pending(id),
                modules);
    }

    ObjectNode document() {
        return Json.object()
                .put("deviceId", deviceId)
                .put("enabled", enabled)
                .put("connected", protocol != null)
                .put("protocol", protocol)
                .put("since", since == null ? null : since.toString())
                .put("twinVersion", twinVersion)
                .put("modelId", modelId)
                .put("pendingMessages", pendingMessages)
                .put("modules", modules);
    }
}
