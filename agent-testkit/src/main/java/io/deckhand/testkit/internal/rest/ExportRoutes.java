package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.seed.SeedExport;
import io.netty.handler.codec.http.HttpMethod;

/** The hub as a seed: {@code GET /$deckhand/seed}. The real hub serves no such thing. It holds keys. */
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
