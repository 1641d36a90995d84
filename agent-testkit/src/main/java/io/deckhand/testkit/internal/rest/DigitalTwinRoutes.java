package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.methods.MethodInvocation;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.deckhand.testkit.internal.twin.DigitalTwin;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Digital twins: the same twins and methods in the format of Plug and Play. */
final class DigitalTwinRoutes {
    private static final String PATH = "/digitaltwins/{id}";

    private final DeviceTwins twins;
    private final DirectMethods methods;
    private final HubRandom random;

    DigitalTwinRoutes(DeviceTwins twins, DirectMethods methods, HubRandom random) {
        this.twins = twins;
        this.methods = methods;
        this.random = random;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.MODULE;
        Permission permission = Permission.SERVICE_CONNECT;
        routes.add(HttpMethod.GET, PATH, permission, errors, this::get)
                .add(HttpMethod.PATCH, PATH, permission, errors, this::patch)
                .addAsync(
                        HttpMethod.POST,
                        PATH + "/commands/{command}",
                        permission,
                        errors,
                        request -> invoke(request, request.parameter("command")))
                .addAsync(
                        HttpMethod.POST,
                        PATH + "/components/{component}/commands/{command}",
                        permission,
                        errors,
                        request ->
                                invoke(request, request.parameter("component") + "*" + request.parameter("command")));
    }

    private RestResponse get(RestRequest request) {
        DeviceTwin twin = twins.get(request.identityId());
        return RestResponse.ok(DigitalTwin.of(twin)).withEntityTag(twin.etag());
    }

    private RestResponse patch(RestRequest request) {
        DeviceTwin twin = twins.get(request.identityId());
        DeviceTwin after =
                twins.patch(twin.deviceId(), DigitalTwin.desiredChange(twin, request.jsonArray()), request.ifMatch());
        return new RestResponse(HttpResponseStatus.ACCEPTED.code(), Map.of(), null)
                .withHeader("Location", "/digitaltwins/" + twin.deviceId())
                .withEntityTag(after.etag());
    }

    private CompletionStage<RestResponse> invoke(RestRequest request, String method) {
        String payload = request.body().isBlank() ? "" : Json.text(Json.parse(request.body()));
        int response = request.number(
                "responseTimeoutInSeconds",
                MethodInvocation.DEFAULT_RESPONSE_SECONDS,
                MethodInvocation.LEAST_RESPONSE_SECONDS,
                MethodInvocation.MOST_SECONDS);
        int connect = request.number("connectTimeoutInSeconds", 0, 0, MethodInvocation.MOST_SECONDS);
        MethodInvocation call =
                new MethodInvocation(method, payload, Duration.ofSeconds(response), Duration.ofSeconds(connect));
        return methods.invoke(request.identityId(), call).thenApply(this::answer);
    }

    private RestResponse answer(DeviceAnswer answer) {
        return RestResponse.ok(answer.payload())
                .withHeader("x-ms-command-statuscode", Integer.toString(answer.status()))
                .withHeader("x-ms-request-id", random.id());
    }
}
