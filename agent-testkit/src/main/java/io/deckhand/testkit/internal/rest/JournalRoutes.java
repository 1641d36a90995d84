package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.netty.handler.codec.http.HttpMethod;

/**
 * The journal of connections and refusals: {@code GET /$deckhand/journal?from=N}. This path does not exist at the real
 * hub.
 */
final class JournalRoutes {
    private final ConnectionJournal journal;

    JournalRoutes(ConnectionJournal journal) {
        this.journal = journal;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.GET, "/$deckhand/journal", Permission.HUB_CONTROL, ErrorEnvelope.REGISTRY, this::read);
    }

    private RestResponse read(RestRequest request) {
        ArrayNode entries = Json.array();
        journal.from(request.number("from", 0L, 0, Long.MAX_VALUE)).forEach(entry -> entries.add(entry.document()));
        return RestResponse.ok(entries);
    }
}
