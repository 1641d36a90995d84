package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.PercentEncoding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of the service API of a running hub.
 *
 * @param path its segments, not encoded
 * @param query names and values, not encoded
 * @param timeout how long to wait for the answer
 */
record HubCall(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode body,
        Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    HubCall {
        path = List.copyOf(path);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    static HubCall of(String method, @Nullable JsonNode body, String... path) {
        return new HubCall(method, List.of(path), Map.of(), Map.of(), body, TIMEOUT);
    }

    HubCall withQuery(String name, String value) {
        return new HubCall(method, path, with(query, name, value), headers, body, timeout);
    }

    HubCall withHeader(String name, String value) {
        return new HubCall(method, path, query, with(headers, name, value), body, timeout);
    }

    HubCall waiting(Duration longer) {
        return new HubCall(method, path, query, headers, body, longer);
    }

    /** {@return path and query as in a request} */
    String target() {
        StringBuilder target = new StringBuilder();
        path.forEach(segment -> target.append('/').append(PercentEncoding.encode(segment)));
        target.append("?api-version=2021-04-12");
        query.forEach(
                (name, value) -> target.append('&').append(name).append('=').append(PercentEncoding.encode(value)));
        return target.toString();
    }

    private static Map<String, String> with(Map<String, String> before, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(before);
        more.put(name, value);
        return more;
    }
}
