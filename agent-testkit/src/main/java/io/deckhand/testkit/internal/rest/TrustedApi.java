package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.hub.HubCore;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The service API for callers inside this process, who were let in by other means than a token of the hub's. Faults and
 * throttles do not concern them: who looks at a hub wants to see it also while it refuses everybody.
 */
public final class TrustedApi {
    private final RestDispatcher dispatcher;

    public TrustedApi(HubCore hub) {
        dispatcher = ServiceRoutes.dispatcher(hub);
    }

    /**
     * Makes a call.
     *
     * @param http its method, headers and body
     * @param target its path and query, such as {@code /devices/d1}
     * @return completes with the answer, which keeps the connection; never fails
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
