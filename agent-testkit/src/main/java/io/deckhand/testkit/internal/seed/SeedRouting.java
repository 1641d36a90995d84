package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.routing.Enrichment;
import io.deckhand.testkit.internal.routing.RouteRule;
import io.deckhand.testkit.internal.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The message routes and enrichments of a seed file. */
final class SeedRouting {
    private static final Set<String> ROUTE = Set.of("name", "source", "condition", "enabled", "endpoint");

    private SeedRouting() {}

    static RoutingTable read(SeedEntry top) {
        List<RouteRule> routes = new ArrayList<>();
        for (SeedEntry entry : top.entries("routes", ROUTE)) {
            try {
                routes.add(RouteRule.read(entry.values()));
            } catch (HubException e) {
                entry.wrong("cannot be used: " + withoutDot(e));
            }
        }
        List<Enrichment> enrichments = new ArrayList<>();
        top.properties("enrichments").properties().forEach(entry -> {
            try {
                enrichments.add(new Enrichment(entry.getKey(), entry.getValue().asText()));
            } catch (HubException e) {
                top.wrong("has an enrichment that cannot be used: " + withoutDot(e));
            }
        });
        return new RoutingTable(routes, top.flag("fallbackRoute", true), enrichments);
    }

    /** Adds the fields that {@link #read} reads, if there are any. */
    static void write(RoutingTable table, ObjectNode document) {
        ObjectNode all = table.toDocument();
        for (String list : List.of("routes", "enrichments")) {
            if (!all.path(list).isEmpty()) {
                document.set(list, all.get(list));
            }
        }
        if (!table.fallback()) {
            document.put("fallbackRoute", false);
        }
    }

    private static String withoutDot(HubException e) {
        return e.getMessage().replaceAll("\\.$", "");
    }
}
