package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityDocument;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** The identity registry: devices by id, their list, and statistics. */
final class DeviceRoutes {
    private static final int PAGE = 1000;

    private final IdentityRegistry registry;
    private final Connections connections;
    private final CloudToDeviceQueues cloudToDevice;
    private final DeviceDocument documents;

    DeviceRoutes(
            IdentityRegistry registry,
            Connections connections,
            CloudToDeviceQueues cloudToDevice,
            DeviceDocument documents) {
        this.registry = registry;
        this.connections = connections;
        this.cloudToDevice = cloudToDevice;
        this.documents = documents;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.GET, "/devices", Permission.REGISTRY_READ, errors, this::list)
                .add(HttpMethod.GET, "/devices/{id}", Permission.REGISTRY_READ, errors, this::get)
                .add(HttpMethod.PUT, "/devices/{id}", Permission.REGISTRY_WRITE, errors, this::createOrUpdate)
                .add(HttpMethod.DELETE, "/devices/{id}", Permission.REGISTRY_WRITE, errors, this::delete)
                .add(HttpMethod.DELETE, "/devices/{id}/commands", Permission.SERVICE_CONNECT, errors, this::purge)
                .add(HttpMethod.GET, "/statistics/devices", Permission.REGISTRY_READ, errors, this::deviceStatistics)
                .add(
                        HttpMethod.GET,
                        "/statistics/service",
                        Permission.SERVICE_CONNECT,
                        errors,
                        this::serviceStatistics);
    }

    private RestResponse list(RestRequest request) {
        ArrayNode devices = Json.object().arrayNode();
        registry.list().stream()
                .limit(request.number("top", PAGE, 1, PAGE))
                .map(documents::write)
                .forEach(devices::add);
        return RestResponse.ok(devices);
    }

    private RestResponse get(RestRequest request) {
        return answer(registry.get(request.identityId()));
    }

    /** A PUT without If-Match creates; with If-Match it updates. */
    private RestResponse createOrUpdate(RestRequest request) {
        String id = request.identityId();
        ObjectNode body = request.json();
        String bodyId = body.path("deviceId").asText(id);
        if (!bodyId.equals(id)) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "The URL names device '" + id + "', the body '" + bodyId + "'.");
        }
        DeviceSettings settings = IdentityDocument.read(body);
        String ifMatch = request.ifMatch();
        return answer(ifMatch == null ? registry.create(id, settings) : registry.update(id, settings, ifMatch));
    }

    private RestResponse delete(RestRequest request) {
        registry.delete(request.identityId(), request.ifMatch());
        return RestResponse.noContent();
    }

    private RestResponse purge(RestRequest request) {
        String id = request.identityId();
        return RestResponse.ok(Json.object()
                .put("deviceId", id)
                .putNull("moduleId")
                .put("totalMessagesPurged", cloudToDevice.purge(id)));
    }

    private RestResponse deviceStatistics(RestRequest request) {
        List<DeviceIdentity> devices = registry.list();
        long enabled = devices.stream().filter(DeviceIdentity::enabled).count();
        return RestResponse.ok(Json.object()
                .put("totalDeviceCount", devices.size())
                .put("enabledDeviceCount", enabled)
                .put("disabledDeviceCount", devices.size() - enabled));
    }

    private RestResponse serviceStatistics(RestRequest request) {
        return RestResponse.ok(Json.object()
                .put(
                        "connectedDeviceCount",
                        connections.list().stream()
                                .filter(connection -> IdentityIds.moduleId(connection.deviceId()) == null)
                                .count()));
    }

    private RestResponse answer(DeviceIdentity identity) {
        return RestResponse.ok(documents.write(identity)).withEntityTag(identity.etag());
    }
}
