package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The operations of the service API; finds that of a call. */
final class RouteTable {
    private final List<Route> routes = new ArrayList<>();

    /** The result of a lookup: an operation, another method of a known path, or nothing. */
    sealed interface Match {
        record Found(Route route, Map<String, String> parameters) implements Match {}

        record OtherMethod(TreeSet<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    /** Adds an operation that answers at once. */
    RouteTable add(
            HttpMethod method,
            String path,
            Permission permission,
            ErrorEnvelope errors,
            Function<RestRequest, RestResponse> handler) {
        return addAsync(
                method, path, permission, errors, request -> CompletableFuture.completedFuture(handler.apply(request)));
    }

    /** Adds an operation that answers asynchronously. */
    RouteTable addAsync(
            HttpMethod method, String path, Permission permission, ErrorEnvelope errors, RestHandler handler) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        routes.add(new Route(method, segments, permission, errors, handler, false));
        return this;
    }

    /** Adds an operation that the device {@code {id}} may have done too, with its own token. */
    RouteTable addOfDevice(
            HttpMethod method,
            String path,
            Permission permission,
            ErrorEnvelope errors,
            Function<RestRequest, RestResponse> handler) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        RestHandler atOnce = request -> CompletableFuture.completedFuture(handler.apply(request));
        routes.add(new Route(method, segments, permission, errors, atOnce, true));
        return this;
    }

    Match find(HttpMethod method, List<String> path) {
        TreeSet<String> others = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> parameters = route.match(path);
            if (parameters != null && route.method().equals(method)) {
                return new Match.Found(route, parameters);
            }
            if (parameters != null) {
                others.add(route.method().name());
            }
        }
        return others.isEmpty() ? new Match.Nothing() : new Match.OtherMethod(others);
    }
}
