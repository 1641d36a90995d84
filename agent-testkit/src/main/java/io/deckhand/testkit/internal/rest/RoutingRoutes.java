package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.routing.Enrichment;
import io.deckhand.testkit.internal.routing.RouteRule;
import io.deckhand.testkit.internal.routing.Routing;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.Consumer;
import java.util.function.Function;

/** Message routes and enrichments, below {@code /$deckhand/routing}. This path does not exist at the real hub. */
final class RoutingRoutes {
    private static final String PATH = "/$deckhand/routing";

    private final Routing routing;

    RoutingRoutes(Routing routing) {
        this.routing = routing;
    }

    void addTo(RouteTable routes) {
        add(routes, HttpMethod.GET, "", request -> {});
        add(routes, HttpMethod.PUT, "/routes", request -> routing.put(RouteRule.read(request.json())));
        add(routes, HttpMethod.DELETE, "/routes/{name}", request -> routing.remove(request.parameter("name")));
        add(routes, HttpMethod.PUT, "/fallback", request -> routing.fallback(isOn(request)));
        add(routes, HttpMethod.PUT, "/enrichments/{key}", request -> routing.put(enrichment(request)));
        add(
                routes,
                HttpMethod.DELETE,
                "/enrichments/{key}",
                request -> routing.removeEnrichment(request.parameter("key")));
    }

    /** All answer with the state after the change. */
    private void add(RouteTable routes, HttpMethod method, String path, Consumer<RestRequest> change) {
        Function<RestRequest, RestResponse> handler = request -> {
            change.accept(request);
            return RestResponse.ok(routing.table().toDocument());
        };
        routes.add(method, PATH + path, Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, handler);
    }

    private static boolean isOn(RestRequest request) {
        JsonNode on = request.json().path("on");
        if (!on.isBoolean()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The body must be {\"on\": true} or {\"on\": false}.");
        }
        return on.booleanValue();
    }

    private static Enrichment enrichment(RestRequest request) {
        return new Enrichment(
                request.parameter("key"), request.json().path("value").asText(""));
    }
}
