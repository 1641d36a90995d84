package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.netty.handler.codec.http.HttpMethod;

/** The throttles: {@code GET} and {@code PUT /$deckhand/throttles}. This path does not exist at the real hub. */
final class ThrottleRoutes {
    private static final String PATH = "/$deckhand/throttles";

    private final Throttles throttles;

    ThrottleRoutes(Throttles throttles) {
        this.throttles = throttles;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.GET, PATH, Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, this::get)
                .add(HttpMethod.PUT, PATH, Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, this::put);
    }

    private RestResponse get(RestRequest request) {
        return RestResponse.ok(throttles.document());
    }

    private RestResponse put(RestRequest request) {
        JsonNode on = request.json().path("on");
        if (!on.isBoolean()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The body must be {\"on\": true} or {\"on\": false}.");
        }
        throttles.turn(on.booleanValue());
        return get(request);
    }
}
