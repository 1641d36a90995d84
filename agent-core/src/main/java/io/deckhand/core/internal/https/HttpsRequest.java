package io.deckhand.core.internal.https;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request over HTTPS.
 *
 * @param body its first {@code length} bytes are sent
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is, and not kept
public record HttpsRequest(String method, URI uri, Map<String, String> headers, byte[] body, int length) {
    /** Sends the whole {@code body}, which may be empty. */
    public static HttpsRequest of(String method, URI uri, byte[] body) {
        return new HttpsRequest(method, uri, Map.of(), body, body.length);
    }

    /** {@return the same with a further header} */
    public HttpsRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpsRequest(method, uri, more, body, length);
    }

    /** Omits headers and query, which contain tokens. */
    @Override
    public String toString() {
        return method + " " + uri.getHost() + uri.getPath();
    }
}
