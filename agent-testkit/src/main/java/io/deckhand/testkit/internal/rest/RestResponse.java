package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer to a call: a status, headers, and an optional JSON body. */
record RestResponse(
        int status, Map<String, String> headers, @Nullable JsonNode body) {
    RestResponse {
        headers = Map.copyOf(headers);
    }

    static RestResponse ok(JsonNode body) {
        return of(HttpResponseStatus.OK, body);
    }

    static RestResponse noContent() {
        return new RestResponse(HttpResponseStatus.NO_CONTENT.code(), Map.of(), null);
    }

    static RestResponse of(HttpResponseStatus status, JsonNode body) {
        return new RestResponse(status.code(), Map.of(), body);
    }

    RestResponse withHeader(CharSequence name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name.toString(), value);
        return new RestResponse(status, more, body);
    }

    /** The quotes belong to HTTP; the tag inside a JSON body has none. */
    RestResponse withEntityTag(String tag) {
        return withHeader("ETag", '"' + tag + '"');
    }
}
