package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.seed.SeedExport;
import io.netty.handler.codec.http.HttpMethod;

/**
 * Exports the hub as a seed, which contains keys: {@code GET /$deckhand/seed}. This path does not exist at the real
 * hub.
 */
final class ExportRoutes {
    private final HubCore hub;

    ExportRoutes(HubCore hub) {
        this.hub = hub;
    }

    void addTo(RouteTable routes) {
        routes.add(
                HttpMethod.GET,
                "/$deckhand/seed",
                Permission.HUB_CONTROL,
                ErrorEnvelope.REGISTRY,
                request -> RestResponse.ok(new SeedExport(hub).document()));
    }
}
