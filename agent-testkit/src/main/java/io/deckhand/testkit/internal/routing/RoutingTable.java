package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.internal.Json;
import java.util.List;
import java.util.stream.Stream;

/**
 * The routes and enrichments at a time.
 *
 * @param fallback whether telemetry that no route matches reaches the endpoint nevertheless
 */
public record RoutingTable(List<RouteRule> routes, boolean fallback, List<Enrichment> enrichments) {
    /** As of a new hub: telemetry reaches the endpoint, the hub's own events do not. */
    public static final RoutingTable INITIAL = new RoutingTable(List.of(), true, List.of());

    public RoutingTable {
        routes = List.copyOf(routes);
        enrichments = List.copyOf(enrichments);
    }

    /** {@return whether all telemetry reaches the endpoint as it is} */
    boolean leavesTelemetryAlone() {
        return fallback && enrichments.isEmpty();
    }

    Stream<RouteRule> enabled(RouteSource source) {
        return routes.stream().filter(route -> route.enabled() && route.source() == source);
    }

    public ObjectNode toDocument() {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("routes");
        routes.forEach(route -> list.add(route.toDocument()));
        document.put("fallbackRoute", fallback);
        ObjectNode values = document.putObject("enrichments");
        enrichments.forEach(enrichment -> values.put(enrichment.key(), enrichment.value()));
        return document;
    }
}
