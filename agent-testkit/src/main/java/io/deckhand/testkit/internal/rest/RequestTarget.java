package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.PercentEncoding;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request: its path as decoded segments, and its query.
 *
 * <p>The path is split before it is decoded, so that no encoded character can change the number of its segments. A
 * {@code +} in a path is a plus: device ids may contain it. Empty segments are ignored, so {@code /devices/} is
 * {@code /devices}.
 */
record RequestTarget(List<String> segments, Map<String, String> query) {
    RequestTarget {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
    }

    /**
     * Parses the origin form ({@code /devices/d1?x=y}) and the absolute form ({@code https://host/devices/d1}).
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when an escape is malformed
     */
    static RequestTarget parse(String uri) {
        String target = withoutAuthority(uri);
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(PercentEncoding.decode(segment));
            }
        }
        return new RequestTarget(segments, mark < 0 ? Map.of() : query(target.substring(mark + 1)));
    }

    private static String withoutAuthority(String uri) {
        int scheme = uri.indexOf("://");
        if (uri.startsWith("/") || scheme < 0) {
            return uri;
        }
        int path = uri.indexOf('/', scheme + "://".length());
        return path < 0 ? "/" : uri.substring(path);
    }

    private static Map<String, String> query(String text) {
        try {
            Map<String, String> firstValues = new HashMap<>();
            new QueryStringDecoder(text, false)
                    .parameters()
                    .forEach((name, values) -> firstValues.put(name, values.get(0)));
            return firstValues;
        } catch (IllegalArgumentException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The query of the URL is malformed: " + e.getMessage());
        }
    }
}
