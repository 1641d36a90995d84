package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.telemetry.TelemetryFeed;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.telemetry.TelemetryPage;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Telemetry for callers without an Event Hubs client: {@code GET /$deckhand/telemetry?after=PLACE} waits for the next
 * messages. This path does not exist at the real hub.
 */
final class TelemetryRoutes {
    /** Less than the usual timeouts of clients. */
    private static final int LONGEST_WAIT_MILLIS = 20_000;

    private static final int MOST_MESSAGES = 100;

    private final TelemetryFeed feed;

    TelemetryRoutes(TelemetryLog telemetry) {
        feed = new TelemetryFeed(telemetry);
    }

    void addTo(RouteTable routes) {
        routes.addAsync(
                HttpMethod.GET, "/$deckhand/telemetry", Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, this::follow);
    }

    private CompletionStage<RestResponse> follow(RestRequest request) {
        String device = request.target().query().get("deviceId");
        long after = request.number("after", 0L, -1, Long.MAX_VALUE);
        int wait = request.number("waitMillis", LONGEST_WAIT_MILLIS, 0, LONGEST_WAIT_MILLIS);
        return feed.after(after, MOST_MESSAGES, device, Duration.ofMillis(wait))
                .thenApply(TelemetryPage::document)
                .thenApply(RestResponse::ok);
    }
}
