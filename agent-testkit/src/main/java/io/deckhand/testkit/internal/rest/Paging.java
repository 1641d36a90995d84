package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.query.QueryPage;
import org.jspecify.annotations.Nullable;

/** Pages of results. The last page has no continuation, because clients continue as long as there is one. */
final class Paging {
    private static final int MAX_PAGE = 100;
    private static final String SIZE = "x-ms-max-item-count";
    private static final String CONTINUATION = "x-ms-continuation";
    private static final String ITEM_TYPE = "x-ms-item-type";

    private Paging() {}

    /** {@return the requested page size, at most the largest allowed} */
    static int size(RestRequest request) {
        String text = request.header(SIZE);
        if (text == null) {
            return MAX_PAGE;
        }
        try {
            int size = Integer.parseInt(text.strip());
            if (size > 0) {
                return Math.min(size, MAX_PAGE);
            }
        } catch (NumberFormatException e) {
            // Refused below, as zero is.
        }
        throw new HubException(HubError.ARGUMENT_INVALID, SIZE + " must be a number above 0, not '" + text + "'.");
    }

    static @Nullable String continuation(RestRequest request) {
        String token = request.header(CONTINUATION);
        return token == null || token.isBlank() ? null : token.strip();
    }

    static RestResponse answer(QueryPage page, String itemType) {
        ArrayNode items = Json.object().arrayNode();
        page.results().forEach(items::add);
        RestResponse answer = RestResponse.ok(items).withHeader(ITEM_TYPE, itemType);
        String continuation = page.continuation();
        return continuation == null ? answer : answer.withHeader(CONTINUATION, continuation);
    }
}
