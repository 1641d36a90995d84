package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;

/**
 * Blob containers: {@code PUT /$deckhand/containers/{name}} creates one and answers with its path and signature. This
 * path does not exist at the real hub.
 */
final class ContainerRoutes {
    private final BlobContainers containers;

    ContainerRoutes(BlobContainers containers) {
        this.containers = containers;
    }

    void addTo(RouteTable routes) {
        routes.add(
                HttpMethod.PUT,
                "/$deckhand/containers/{name}",
                Permission.HUB_CONTROL,
                ErrorEnvelope.REGISTRY,
                request -> RestResponse.ok(Json.object().put("target", containers.target(request.parameter("name")))));
    }
}
