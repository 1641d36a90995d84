package io.deckhand.testkit.internal.routing;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.KnownNames;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The routes and enrichments of a hub, which can be changed while it runs. Safe for use by several threads. */
public final class Routing {
    private static final int MOST_ROUTES = 100;

    private final int mostEnrichments;
    private volatile RoutingTable table = RoutingTable.INITIAL;

    /** @param mostEnrichments the limit of the hub's tier */
    public Routing(int mostEnrichments) {
        this.mostEnrichments = mostEnrichments;
    }

    public RoutingTable table() {
        return table;
    }

    /**
     * Adds a route, or replaces the one with its name.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for one route too many
     */
    public synchronized void put(RouteRule route) {
        List<RouteRule> routes = replaced(table.routes(), other -> other.name().equals(route.name()), route);
        if (routes.size() > MOST_ROUTES) {
            throw invalid("A hub has at most " + MOST_ROUTES + " routes.");
        }
        table = new RoutingTable(routes, table.fallback(), table.enrichments());
    }

    /**
     * Enables or disables a route.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown route; its message lists the known ones
     */
    public synchronized void enable(String name, boolean enabled) {
        put(find(name).withEnabled(enabled));
    }

    /** Removes a route; as for {@link #enable}. */
    public synchronized void remove(String name) {
        var unused = find(name);
        List<RouteRule> left = table.routes().stream()
                .filter(other -> !other.name().equals(name))
                .toList();
        table = new RoutingTable(left, table.fallback(), table.enrichments());
    }

    /** Sets whether telemetry that no route matches reaches the endpoint nevertheless. */
    public synchronized void fallback(boolean on) {
        table = new RoutingTable(table.routes(), on, table.enrichments());
    }

    /**
     * Adds an enrichment, or replaces the one with its key.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for one enrichment too many
     */
    public synchronized void put(Enrichment enrichment) {
        List<Enrichment> enrichments =
                replaced(table.enrichments(), other -> other.key().equals(enrichment.key()), enrichment);
        if (enrichments.size() > mostEnrichments) {
            throw invalid("A hub of this tier has at most " + mostEnrichments + " enrichments.");
        }
        table = new RoutingTable(table.routes(), table.fallback(), enrichments);
    }

    /**
     * Removes an enrichment.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown key; its message lists the known ones
     */
    public synchronized void removeEnrichment(String key) {
        List<Enrichment> left = table.enrichments().stream()
                .filter(other -> !other.key().equals(key))
                .toList();
        if (left.size() == table.enrichments().size()) {
            throw invalid("No enrichment '" + key + "'. Known: "
                    + KnownNames.of(
                            table.enrichments().stream().map(Enrichment::key).toList())
                    + ".");
        }
        table = new RoutingTable(table.routes(), table.fallback(), left);
    }

    private RouteRule find(String name) {
        return table.routes().stream()
                .filter(route -> route.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalid("No route '" + name + "'. Known: "
                        + KnownNames.of(
                                table.routes().stream().map(RouteRule::name).toList())
                        + "."));
    }

    private static <T> List<T> replaced(List<T> all, Predicate<T> same, T element) {
        return Stream.concat(all.stream().filter(same.negate()), Stream.of(element))
                .toList();
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
