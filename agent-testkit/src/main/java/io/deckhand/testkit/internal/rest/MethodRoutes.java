package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.methods.MethodInvocation;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Direct methods. No thread waits while the device answers. */
final class MethodRoutes {
    private final DirectMethods methods;

    MethodRoutes(DirectMethods methods) {
        this.methods = methods;
    }

    void addTo(RouteTable routes) {
        for (String identity : List.of("/twins/{id}", "/twins/{id}/modules/{module}")) {
            routes.addAsync(
                    HttpMethod.POST,
                    identity + "/methods",
                    Permission.SERVICE_CONNECT,
                    ErrorEnvelope.METHOD,
                    this::invoke);
        }
    }

    private CompletionStage<RestResponse> invoke(RestRequest request) {
        return methods.invoke(request.identityId(), MethodInvocation.read(request.json()))
                .thenApply(MethodRoutes::answer);
    }

    private static RestResponse answer(DeviceAnswer answer) {
        ObjectNode body = Json.object().put("status", answer.status());
        body.set("payload", answer.payload());
        return RestResponse.ok(body);
    }
}
