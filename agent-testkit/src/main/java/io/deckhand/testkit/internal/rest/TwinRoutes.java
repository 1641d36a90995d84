package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.netty.handler.codec.http.HttpMethod;

/** Device twins: read whole, merged by PATCH, tags and desired properties replaced by PUT. */
final class TwinRoutes {
    private static final String PATH = "/twins/{id}";

    private final HubCore hub;

    TwinRoutes(HubCore hub) {
        this.hub = hub;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.GET, PATH, Permission.SERVICE_CONNECT, errors, this::get)
                .add(HttpMethod.PATCH, PATH, Permission.SERVICE_CONNECT, errors, this::patch)
                .add(HttpMethod.PUT, PATH, Permission.SERVICE_CONNECT, errors, this::replace);
    }

    private RestResponse get(RestRequest request) {
        return answer(hub.twins().get(request.parameter("id")));
    }

    private RestResponse patch(RestRequest request) {
        return answer(hub.twins().patch(request.parameter("id"), request.json(), request.ifMatch()));
    }

    private RestResponse replace(RestRequest request) {
        return answer(hub.twins().replace(request.parameter("id"), request.json(), request.ifMatch()));
    }

    private RestResponse answer(DeviceTwin twin) {
        return RestResponse.ok(hub.twinDocument(twin.deviceId())).withEntityTag(twin.etag());
    }
}
