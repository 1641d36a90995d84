package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.throttle.ThrottledOperation;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.deckhand.testkit.internal.tier.TierRules;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the operation of a call, authorizes the caller, and converts refusals to error answers. */
public final class RestDispatcher {
    private static final Logger log = LoggerFactory.getLogger(RestDispatcher.class);

    private final RouteTable routes;
    private final AccessControl access;
    private final FaultSwitches faults;
    private final Throttles throttles;
    private final TierRules tier;
    private final ConnectionJournal journal;

    RestDispatcher(
            RouteTable routes,
            AccessControl access,
            FaultSwitches faults,
            Throttles throttles,
            TierRules tier,
            ConnectionJournal journal) {
        this.routes = routes;
        this.access = access;
        this.faults = faults;
        this.throttles = throttles;
        this.tier = tier;
        this.journal = journal;
    }

    /** {@return the answer; the stage never fails} */
    CompletionStage<RestResponse> dispatch(RestRequest request) {
        return dispatch(request, this::admit);
    }

    /**
     * {@return the answer to a caller in this process, who needs no token and is not subject to faults and throttles}
     */
    CompletionStage<RestResponse> dispatchTrusted(RestRequest request) {
        return dispatch(request, (route, trusted) -> {});
    }

    private CompletionStage<RestResponse> dispatch(RestRequest request, BiConsumer<Route, RestRequest> gate) {
        RouteTable.Match match = routes.find(request.method(), request.target().segments());
        if (match instanceof RouteTable.Match.Found found) {
            return handle(found.route(), request.withParameters(found.parameters()), gate);
        }
        if (match instanceof RouteTable.Match.OtherMethod other) {
            return CompletableFuture.completedFuture(HttpRefusal.otherMethod(request, other.allowed()));
        }
        return CompletableFuture.completedFuture(HttpRefusal.unknownPath(request));
    }

    private void admit(Route route, RestRequest request) {
        authorize(route, request);
        if (route.permission().isOfHub()) {
            TieredCalls.feature(route).ifPresent(tier::require);
            faults.checkRequest(request.parameters().get("id"));
            operation(route).ifPresent(throttles::pass);
            if (TieredCalls.isMessage(route)) {
                tier.count(request.body().length());
            }
        }
    }

    private static CompletionStage<RestResponse> handle(
            Route route, RestRequest request, BiConsumer<Route, RestRequest> gate) {
        try {
            gate.accept(route, request);
            return route.handler().handle(request).exceptionally(failure -> refusal(route, request, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(refusal(route, request, e));
        }
    }

    /** {@return the throttled operation of a call; direct methods are limited by bytes, which are not counted here} */
    private static Optional<ThrottledOperation> operation(Route route) {
        boolean reads = route.method().equals(HttpMethod.GET);
        return switch (route.path().get(0)) {
            case "twins", "digitaltwins" ->
                route.method().equals(HttpMethod.POST)
                        ? Optional.empty()
                        : Optional.of(reads ? ThrottledOperation.TWIN_READ : ThrottledOperation.TWIN_UPDATE);
            case "jobs" -> Optional.of(ThrottledOperation.JOB);
            case "configurations" -> Optional.of(ThrottledOperation.CONFIGURATION);
            case "devices" ->
                Optional.of(route.path().contains("query") ? ThrottledOperation.QUERY : ThrottledOperation.REGISTRY);
            default -> Optional.empty();
        };
    }

    private void authorize(Route route, RestRequest request) {
        try {
            authorize(request.header(HttpHeaderNames.AUTHORIZATION), route, request);
        } catch (HubException e) {
            journal.refused("HTTPS", null, "a call of the service API: " + e.getMessage());
            throw e;
        }
    }

    private void authorize(@Nullable String authorization, Route route, RestRequest request) {
        if (authorization == null && route.ofDevice() && request.certificate().isPresent()) {
            access.authorizeDevice(request.certificate().get(), request.parameter("id"));
            return;
        }
        if (authorization == null) {
            throw new HubException(HubError.IOT_HUB_UNAUTHORIZED, "The request has no Authorization header.");
        }
        SasToken token = SasToken.parse(authorization);
        if (route.ofDevice() && token.policy() == null) {
            access.authorizeDevice(token, request.parameter("id"));
        } else {
            access.authorizeService(token, route.permission(), request.target().segments());
        }
    }

    private static RestResponse refusal(Route route, RestRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HubException refused) {
            log.debug("{}: refused, {}", request, refused.error().wireName());
            return route.errors().response(refused);
        }
        log.error("{}: failed", request, cause);
        return route.errors()
                .response(new HubException(HubError.SERVER_ERROR, "The local hub failed; its log says why."));
    }
}
