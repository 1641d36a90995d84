package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.hub.HubCore;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The service API for callers in this process, which are authorized by other means than a token of the hub. They are
 * not subject to faults and throttles, so that the hub can be inspected while it refuses all requests.
 */
public final class TrustedApi {
    private final RestDispatcher dispatcher;

    public TrustedApi(HubCore hub) {
        dispatcher = ServiceRoutes.dispatcher(hub);
    }

    /**
     * Calls the API.
     *
     * @param http method, headers and body
     * @param target path and query, such as {@code /devices/d1}
     * @return a future that completes with the answer and never fails
     */
    public CompletionStage<FullHttpResponse> call(FullHttpRequest http, String target) {
        try {
            RestRequest request = RestRequest.of(http, target);
            return dispatcher.dispatchTrusted(request).thenApply(HttpAnswer::keepingAlive);
        } catch (HubException | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            RestResponse refusal = HttpRefusal.malformed(HttpResponseStatus.BAD_REQUEST, why);
            return CompletableFuture.completedFuture(HttpAnswer.keepingAlive(refusal));
        }
    }
}
