package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call for the routes: HTTP is parsed, the body is text.
 *
 * @param certificate the client certificate of the connection, if there is one
 * @param parameters the values of the {@code {names}} in the route's path
 */
record RestRequest(
        HttpMethod method,
        RequestTarget target,
        HttpHeaders headers,
        String body,
        Optional<CertificateChain> certificate,
        Map<String, String> parameters) {
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    /** Copies the contents, so that Netty can release its buffers. */
    static RestRequest of(FullHttpRequest http, Optional<CertificateChain> certificate) {
        return of(http, http.uri(), certificate);
    }

    /** As {@link #of(FullHttpRequest, Optional)}, with another path and query, and without a certificate. */
    static RestRequest of(FullHttpRequest http, String target) {
        return of(http, target, Optional.empty());
    }

    private static RestRequest of(FullHttpRequest http, String target, Optional<CertificateChain> certificate) {
        return new RestRequest(
                method(http),
                RequestTarget.parse(target),
                http.headers().copy(),
                http.content().toString(StandardCharsets.UTF_8),
                certificate,
                Map.of());
    }

    /**
     * The Java service client cannot send PATCH, because its HTTP stack does not support it; it sends the method in a
     * header.
     */
    private static HttpMethod method(FullHttpRequest http) {
        String override = http.headers().get(METHOD_OVERRIDE);
        return override != null && http.method().equals(HttpMethod.POST)
                ? HttpMethod.valueOf(override.strip().toUpperCase(Locale.ROOT))
                : http.method();
    }

    RestRequest withParameters(Map<String, String> values) {
        return new RestRequest(method, target, headers, body, certificate, values);
    }

    /** {@return the value of a name in the route's path} */
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("No path parameter '" + name + "'. Known: " + parameters.keySet());
        }
        return value;
    }

    /**
     * {@return the module that the path names, otherwise the device}
     *
     * @throws HubException with {@link HubError#DEVICE_NOT_FOUND} or {@link HubError#MODULE_NOT_FOUND} for a slash in a
     *     name, which has another meaning inside the hub
     */
    String identityId() {
        String deviceId = parameter("id");
        String moduleId = parameters.get("module");
        if (deviceId.contains("/")) {
            throw new HubException(HubError.DEVICE_NOT_FOUND, "No device '" + deviceId + "'.");
        }
        if (moduleId != null && moduleId.contains("/")) {
            throw new HubException(HubError.MODULE_NOT_FOUND, "No module '" + moduleId + "'.");
        }
        return IdentityIds.of(deviceId, moduleId);
    }

    @Nullable
    String header(CharSequence name) {
        return headers.get(name);
    }

    /** {@return the value of If-Match: an etag, with or without quotes, {@code *} for any, null if missing} */
    @Nullable
    String ifMatch() {
        return header(HttpHeaderNames.IF_MATCH);
    }

    /**
     * {@return a number in the query, or the fallback if it is missing}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not a number from {@code least} to
     *     {@code most}
     */
    int number(String name, int fallback, int least, int most) {
        return (int) number(name, (long) fallback, least, most);
    }

    /** As {@link #number(String, int, int, int)}, for large numbers. */
    long number(String name, long fallback, long least, long most) {
        String text = target.query().get(name);
        if (text == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new HubException(
                HubError.ARGUMENT_INVALID, name + " must be within [" + least + "; " + most + "], not '" + text + "'.");
    }

    /**
     * {@return the body as a JSON object}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not
     */
    ObjectNode json() {
        return Json.parseObject(body);
    }

    /**
     * {@return the body as a JSON array}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not
     */
    ArrayNode jsonArray() {
        if (Json.parse(body) instanceof ArrayNode array) {
            return array;
        }
        throw new HubException(HubError.ARGUMENT_INVALID, "The body must be a JSON array.");
    }

    /** Omits headers and body, so that tokens and payloads never reach a log. */
    @Override
    public String toString() {
        return method + " /" + String.join("/", target.segments());
    }
}
