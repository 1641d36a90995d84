package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the service API.
 *
 * @param path its segments; a segment in braces matches any value
 * @param permission the permission that the caller's policy must have
 * @param errors the format of its errors
 * @param ofDevice whether the device it is about may call it too
 */
record Route(
        HttpMethod method,
        List<String> path,
        Permission permission,
        ErrorEnvelope errors,
        RestHandler handler,
        boolean ofDevice) {
    Route {
        path = List.copyOf(path);
    }

    /** {@return the values of the names in braces, or null if the path does not match} */
    @Nullable
    Map<String, String> match(List<String> segments) {
        if (segments.size() != path.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = path.get(i);
            String actual = segments.get(i);
            if (expected.startsWith("{")) {
                parameters.put(expected.substring(1, expected.length() - 1), actual);
            } else if (!expected.equalsIgnoreCase(actual)) {
                return null;
            }
        }
        return parameters;
    }
}
