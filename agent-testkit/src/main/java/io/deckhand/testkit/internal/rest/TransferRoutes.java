package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.transfer.IdentityTransfers;
import io.netty.handler.codec.http.HttpMethod;

/** Jobs that import identities from blobs and export them to blobs. */
final class TransferRoutes {
    private static final String PATH = "/jobs/{job}";

    private final IdentityTransfers transfers;

    TransferRoutes(IdentityTransfers transfers) {
        this.transfers = transfers;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.POST, "/jobs/create", Permission.REGISTRY_WRITE, errors, this::create)
                .add(HttpMethod.GET, "/jobs", Permission.REGISTRY_READ, errors, this::list)
                .add(HttpMethod.GET, PATH, Permission.REGISTRY_READ, errors, this::get)
                .add(HttpMethod.DELETE, PATH, Permission.REGISTRY_WRITE, errors, this::cancel);
    }

    private RestResponse create(RestRequest request) {
        return RestResponse.ok(transfers.create(request.json()));
    }

    private RestResponse list(RestRequest request) {
        return RestResponse.ok(transfers.list());
    }

    private RestResponse get(RestRequest request) {
        return RestResponse.ok(transfers.get(request.parameter("job")));
    }

    private RestResponse cancel(RestRequest request) {
        transfers.cancel(request.parameter("job"));
        return RestResponse.noContent();
    }
}
