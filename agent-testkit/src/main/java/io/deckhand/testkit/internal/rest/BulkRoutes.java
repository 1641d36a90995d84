package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Changes many identities in one call: each change is independent, and failures are listed. */
final class BulkRoutes {
    private static final int MOST = 100;

    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    BulkRoutes(IdentityRegistry registry, DeviceTwins twins) {
        this.registry = registry;
        this.twins = twins;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.POST, "/devices", Permission.REGISTRY_WRITE, ErrorEnvelope.REGISTRY, this::changeAll);
    }

    private RestResponse changeAll(RestRequest request) {
        ArrayNode changes = request.jsonArray();
        if (changes.size() > MOST) {
            throw new HubException(
                    HubError.TOO_MANY_DEVICES,
                    changes.size() + " devices in one call; at most " + MOST + " are allowed.");
        }
        ObjectNode answer = Json.object();
        ArrayNode errors = answer.putArray("errors");
        for (JsonNode change : changes) {
            try {
                change(change);
            } catch (HubException e) {
                errors.add(error(change, e));
            }
        }
        answer.put("isSuccessful", errors.isEmpty()).putArray("warnings");
        return RestResponse.of(errors.isEmpty() ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST, answer);
    }

    private void change(JsonNode change) {
        if (!(change instanceof ObjectNode wanted)) {
            throw new HubException(HubError.ARGUMENT_INVALID, "A change must be a JSON object.");
        }
        String mode = wanted.path("importMode").asText("create").toLowerCase(Locale.ROOT);
        switch (mode) {
            case "create" -> create(wanted);
            case "update" -> registry.update(id(wanted), DeviceDocument.read(wanted), null);
            case "updateifmatchetag" -> registry.update(id(wanted), DeviceDocument.read(wanted), etag(wanted, "eTag"));
            case "delete" -> registry.delete(id(wanted), null);
            case "deleteifmatchetag" -> registry.delete(id(wanted), etag(wanted, "eTag"));
            case "updatetwin" -> twins.patch(id(wanted), wanted, null);
            case "updatetwinifmatchetag" -> twins.patch(id(wanted), wanted, etag(wanted, "twinETag"));
            default ->
                throw new HubException(
                        HubError.ARGUMENT_INVALID,
                        "importMode '" + mode + "' is not known. Known: create, update, updateIfMatchETag, delete, "
                                + "deleteIfMatchETag, updateTwin, updateTwinIfMatchETag.");
        }
    }

    private void create(ObjectNode wanted) {
        DeviceSettings settings = DeviceDocument.read(wanted);
        String moduleId = moduleId(wanted);
        if (moduleId == null) {
            registry.create(deviceId(wanted), settings);
        } else {
            registry.createModule(deviceId(wanted), moduleId, settings);
        }
    }

    private static String etag(ObjectNode wanted, String name) {
        String etag = wanted.path(name)
                .asText(wanted.path(name.toLowerCase(Locale.ROOT)).asText(""));
        if (etag.isEmpty()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "This importMode needs " + name + ".");
        }
        return etag;
    }

    private static String id(ObjectNode wanted) {
        return IdentityIds.of(deviceId(wanted), moduleId(wanted));
    }

    private static String deviceId(JsonNode wanted) {
        return wanted.path("id").asText(wanted.path("deviceId").asText(""));
    }

    private static @Nullable String moduleId(JsonNode wanted) {
        return wanted.path("moduleId").textValue();
    }

    private static ObjectNode error(JsonNode change, HubException refusal) {
        ObjectNode error = Json.object().put("deviceId", deviceId(change));
        String moduleId = moduleId(change);
        if (moduleId != null) {
            error.put("moduleId", moduleId);
        }
        return error.put("errorCode", refusal.error().code()).put("errorStatus", refusal.getMessage());
    }
}
