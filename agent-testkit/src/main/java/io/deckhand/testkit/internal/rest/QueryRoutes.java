package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.hub.HubQueries;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.query.Query;
import io.netty.handler.codec.http.HttpMethod;

/** Queries over twins and jobs. */
final class QueryRoutes {
    private final HubQueries queries;

    QueryRoutes(HubQueries queries) {
        this.queries = queries;
    }

    void addTo(RouteTable routes) {
        routes.add(HttpMethod.POST, "/devices/query", Permission.SERVICE_CONNECT, ErrorEnvelope.REGISTRY, this::query);
    }

    private RestResponse query(RestRequest request) {
        JsonNode text = request.json().path("query");
        if (!text.isTextual()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The body must be {\"query\": \"SELECT ...\"}.");
        }
        Query query = Query.parse(text.textValue());
        return Paging.answer(
                queries.page(query, text.textValue(), Paging.continuation(request), Paging.size(request)),
                itemType(query));
    }

    private static String itemType(Query query) {
        if (!query.returnsDocuments()) {
            return "raw";
        }
        return query.source() == Query.Source.JOBS ? "deviceJob" : "twin";
    }
}
