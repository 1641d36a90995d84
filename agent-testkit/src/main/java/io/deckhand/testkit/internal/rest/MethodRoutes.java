package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.methods.MethodAnswer;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Direct methods: the caller's connection waits while the device answers, and no thread does. */
final class MethodRoutes {
    private static final int DEFAULT_RESPONSE_SECONDS = 30;
    private static final int LEAST_RESPONSE_SECONDS = 5;
    private static final int MOST_SECONDS = 300;

    private final HubCore hub;

    MethodRoutes(HubCore hub) {
        this.hub = hub;
    }

    void addTo(RouteTable routes) {
        for (String identity : List.of("/twins/{id}", "/twins/{id}/modules/{module}")) {
            routes.addAsync(
                    HttpMethod.POST,
                    identity + "/methods",
                    Permission.SERVICE_CONNECT,
                    ErrorEnvelope.METHOD,
                    this::invoke);
        }
    }

    private CompletionStage<RestResponse> invoke(RestRequest request) {
        ObjectNode call = request.json();
        return hub.methods()
                .invoke(
                        request.identityId(),
                        call.path("methodName").asText(""),
                        call.get("payload"),
                        seconds(call, "responseTimeoutInSeconds", LEAST_RESPONSE_SECONDS, DEFAULT_RESPONSE_SECONDS),
                        seconds(call, "connectTimeoutInSeconds", 0, 0))
                .thenApply(MethodRoutes::answer);
    }

    private static RestResponse answer(MethodAnswer answer) {
        ObjectNode body = Json.object().put("status", answer.status());
        body.set("payload", answer.payload());
        return RestResponse.ok(body);
    }

    private static Duration seconds(ObjectNode call, String name, int least, int fallback) {
        JsonNode value = call.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Duration.ofSeconds(fallback);
        }
        if (!value.canConvertToExactIntegral() || value.asLong() < least || value.asLong() > MOST_SECONDS) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, name + " must be within [" + least + "; " + MOST_SECONDS + "].");
        }
        return Duration.ofSeconds(value.asLong());
    }
}
