package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.connection.ConnectionListener;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.deckhand.testkit.internal.twin.TwinChange;
import io.deckhand.testkit.internal.twin.TwinListener;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The hub's own events: changes of twins, identities, connections and jobs, as messages for routes. */
public final class HubEvents implements TwinListener, ConnectionListener {
    private final EventRouter router;
    private final DeviceTwins twins;
    private final HubSettings settings;
    private final long started;

    public HubEvents(EventRouter router, DeviceTwins twins, HubSettings settings) {
        this.router = router;
        this.twins = twins;
        this.settings = settings;
        started = settings.clock().millis();
    }

    @Override
    public void changed(TwinChange change) {
        publish(
                RouteSource.TWIN_CHANGE_EVENTS,
                "twinChangeNotification",
                change.replaced() ? "replaceTwin" : "updateTwin",
                change.twin().deviceId(),
                change::body);
    }

    @Override
    public void connected(String id, long number) {
        connection("deviceConnected", id, number);
    }

    @Override
    public void disconnected(String id, long number) {
        connection("deviceDisconnected", id, number);
    }

    private void connection(String opType, String id, long number) {
        publish(
                RouteSource.DEVICE_CONNECTION_STATE_EVENTS,
                "deviceConnectionStateNotification",
                opType,
                id,
                // Increases also over restarts of the hub, and compares as text.
                () -> Json.object().put("sequenceNumber", "%032X%032X".formatted(started, number)));
    }

    /** {@return the listener that must hear of new identities after the twins, which the events contain} */
    public IdentityListener creations() {
        return new IdentityListener() {
            @Override
            public void created(DeviceIdentity identity) {
                lifecycle("createDeviceIdentity", identity.id());
            }
        };
    }

    /** {@return the listener that must hear of deleted identities before the twins} */
    public IdentityListener deletions() {
        return new IdentityListener() {
            @Override
            public void deleted(DeviceIdentity identity) {
                lifecycle("deleteDeviceIdentity", identity.id());
            }
        };
    }

    private void lifecycle(String opType, String id) {
        publish(
                RouteSource.DEVICE_LIFECYCLE_EVENTS,
                "deviceLifecycleNotification",
                opType,
                id,
                () -> twins.find(id).map(TwinChange::whole).orElseGet(Json::object));
    }

    /**
     * A job has begun or ended on a device.
     *
     * @param row its row in {@code devices.jobs}
     */
    public void jobChanged(ObjectNode row) {
        String opType = switch (row.path("status").asText()) {
            case "running" -> "startDeviceJob";
            case "completed" -> "completeDeviceJob";
            case "cancelled" -> "cancelDeviceJob";
            default -> "failDeviceJob";
        };
        publish(
                RouteSource.DEVICE_JOB_LIFECYCLE_EVENTS,
                "deviceJobLifecycleNotification",
                opType,
                row.path("deviceId").asText(),
                () -> row);
    }

    private void publish(RouteSource source, String schema, String opType, String id, Supplier<ObjectNode> body) {
        if (!router.isRouted(source)) {
            return;
        }
        Instant now = settings.clock().instant();
        String deviceId = IdentityIds.deviceId(id);
        String moduleId = IdentityIds.moduleId(id);
        Map<String, String> application = new LinkedHashMap<>();
        Map<String, String> system = new LinkedHashMap<>();
        application.put("hubName", settings.hostName());
        application.put("deviceId", deviceId);
        system.put("iothub-connection-device-id", deviceId);
        if (moduleId != null) {
            application.put("moduleId", moduleId);
            system.put("iothub-connection-module-id", moduleId);
        }
        application.put("operationTimestamp", HubTime.text(now));
        application.put("opType", opType);
        application.put("iothub-message-schema", schema);
        system.put("contentType", "application/json");
        system.put("contentEncoding", "utf-8");
        system.put("correlationId", settings.random().id());
        system.put("userId", settings.hostName());
        system.put(TelemetryLog.SOURCE, source.messageSource());
        router.add(source, new TelemetryMessage(deviceId, Json.bytes(body.get()), application, system, now));
    }
}
