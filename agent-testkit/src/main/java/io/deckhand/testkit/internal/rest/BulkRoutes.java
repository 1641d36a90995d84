package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.transfer.IdentityChanges;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Changes many identities in one call: each change is independent, and failures are listed. */
final class BulkRoutes {
    private static final int MOST = 100;

    private final IdentityChanges changes;

    BulkRoutes(IdentityChanges changes) {
        this.changes = changes;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.POST, "/devices", Permission.REGISTRY_WRITE, ErrorEnvelope.REGISTRY, this::changeAll);
    }

    private RestResponse changeAll(RestRequest request) {
        ArrayNode wanted = request.jsonArray();
        if (wanted.size() > MOST) {
            throw new HubException(
                    HubError.TOO_MANY_DEVICES,
                    wanted.size() + " devices in one call; at most " + MOST + " are allowed.");
        }
        ObjectNode answer = Json.object();
        ArrayNode errors = answer.putArray("errors");
        for (JsonNode change : wanted) {
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
        changes.apply(wanted, "create");
    }

    private static ObjectNode error(JsonNode change, HubException refusal) {
        ObjectNode error = Json.object().put("deviceId", IdentityChanges.deviceId(change));
        String moduleId = IdentityChanges.moduleId(change);
        if (moduleId != null) {
            error.put("moduleId", moduleId);
        }
        return error.put("errorCode", refusal.error().code()).put("errorStatus", refusal.getMessage());
    }
}
