package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.FaultOrder;
import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;

/** Fault injection. This path does not exist at the real hub. */
final class FaultRoutes {
    private final FaultOrder order;

    FaultRoutes(FaultOrder order) {
        this.order = order;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.POST, "/$deckhand/faults", Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, this::begin);
    }

    private RestResponse begin(RestRequest request) {
        order.carryOut(request.json());
        return RestResponse.ok(Json.object().put("done", true));
    }
}
