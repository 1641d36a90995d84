package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.hub.TwinDocuments;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.netty.handler.codec.http.HttpMethod;

/** Twins of devices and modules: read whole, merged by PATCH, tags and desired properties replaced by PUT. */
final class TwinRoutes {
    private final DeviceTwins twins;
    private final TwinDocuments twinDocuments;

    TwinRoutes(DeviceTwins twins, TwinDocuments twinDocuments) {
        this.twins = twins;
        this.twinDocuments = twinDocuments;
    }

    void addTo(RouteTable routes) {
        addTo(routes, "/twins/{id}", ErrorEnvelope.REGISTRY);
        addTo(routes, "/twins/{id}/modules/{module}", ErrorEnvelope.MODULE);
    }

    private void addTo(RouteTable routes, String path, ErrorEnvelope errors) {
        routes.add(HttpMethod.GET, path, Permission.SERVICE_CONNECT, errors, this::get)
                .add(HttpMethod.PATCH, path, Permission.SERVICE_CONNECT, errors, this::patch)
                .add(HttpMethod.PUT, path, Permission.SERVICE_CONNECT, errors, this::replace);
    }

    private RestResponse get(RestRequest request) {
        return answer(twins.get(request.identityId()));
    }

    private RestResponse patch(RestRequest request) {
        return answer(twins.patch(request.identityId(), request.json(), request.ifMatch()));
    }

    private RestResponse replace(RestRequest request) {
        return answer(twins.replace(request.identityId(), request.json(), request.ifMatch()));
    }

    private RestResponse answer(DeviceTwin twin) {
        return RestResponse.ok(twinDocuments.get(twin.deviceId())).withEntityTag(twin.etag());
    }
}
