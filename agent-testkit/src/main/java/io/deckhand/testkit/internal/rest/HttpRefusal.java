package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;

/** Error answers to requests that are not calls of the service API, which have no error code. */
final class HttpRefusal {
    private HttpRefusal() {}

    static RestResponse malformed(HttpResponseStatus status, String why) {
        return of(status, "The hub cannot read this request: " + why);
    }

    static RestResponse tooLarge(int limit) {
        return of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large: at most " + limit + " bytes.");
    }

    static RestResponse unknownPath(RestRequest request) {
        return of(HttpResponseStatus.NOT_FOUND, "The local hub serves nothing at " + request + ".");
    }

    static RestResponse otherMethod(RestRequest request, Set<String> allowed) {
        String methods = String.join(", ", allowed);
        return of(HttpResponseStatus.METHOD_NOT_ALLOWED, "No " + request + ". Allowed: " + methods + ".")
                .withHeader(HttpHeaderNames.ALLOW, methods);
    }

    private static RestResponse of(HttpResponseStatus status, String message) {
        return RestResponse.of(status, Json.object().put("Message", message).put("ExceptionMessage", ""));
    }
}
