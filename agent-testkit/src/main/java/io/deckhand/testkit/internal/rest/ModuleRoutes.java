package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityDocument;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;

/** The modules of devices: identities with their own keys and twins. */
final class ModuleRoutes {
    private static final String PATH = "/devices/{id}/modules/{module}";

    private final IdentityRegistry registry;
    private final DeviceDocument documents;

    ModuleRoutes(IdentityRegistry registry, DeviceDocument documents) {
        this.registry = registry;
        this.documents = documents;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.MODULE;
        routes.addOfDevice(HttpMethod.GET, "/devices/{id}/modules", Permission.REGISTRY_READ, errors, this::list)
                .addOfDevice(HttpMethod.GET, PATH, Permission.REGISTRY_READ, errors, this::get)
                .addOfDevice(HttpMethod.PUT, PATH, Permission.REGISTRY_WRITE, errors, this::createOrUpdate)
                .addOfDevice(HttpMethod.DELETE, PATH, Permission.REGISTRY_WRITE, errors, this::delete);
    }

    private RestResponse list(RestRequest request) {
        String deviceId = registry.get(request.identityId()).deviceId();
        ArrayNode modules = Json.object().arrayNode();
        registry.modules(deviceId).stream().map(documents::write).forEach(modules::add);
        return RestResponse.ok(modules);
    }

    private RestResponse get(RestRequest request) {
        return answer(registry.get(request.identityId()));
    }

    /** As for devices: a PUT without If-Match creates. */
    private RestResponse createOrUpdate(RestRequest request) {
        ObjectNode body = request.json();
        checkSame("device", request.parameter("id"), body.path("deviceId").asText(request.parameter("id")));
        checkSame("module", request.parameter("module"), body.path("moduleId").asText(request.parameter("module")));
        DeviceSettings settings = IdentityDocument.read(body);
        String ifMatch = request.ifMatch();
        return answer(
                ifMatch == null
                        ? registry.createModule(request.parameter("id"), request.parameter("module"), settings)
                        : registry.update(request.identityId(), settings, ifMatch));
    }

    private RestResponse delete(RestRequest request) {
        registry.delete(request.identityId(), request.ifMatch());
        return RestResponse.noContent();
    }

    private RestResponse answer(DeviceIdentity identity) {
        return RestResponse.ok(documents.write(identity)).withEntityTag(identity.etag());
    }

    private static void checkSame(String what, String inUrl, String inBody) {
        if (!inUrl.equals(inBody)) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The URL names " + what + " '" + inUrl + "', the body '" + inBody + "'.");
        }
    }
}
