package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.PercentEncoding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Properties in a topic: {@code name=value&name=value}, both sides percent-encoded. */
final class PropertyBag {
    private PropertyBag() {}

    /**
     * {@return the decoded properties in order; a name without a value has an empty one, the first of two counts}
     *
     * @throws HubException when a percent-encoding is malformed
     */
    static Map<String, String> parse(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (int start = 0; start <= text.length(); ) {
            int next = text.indexOf('&', start);
            String pair = text.substring(start, next < 0 ? text.length() : next);
            int equals = pair.indexOf('=');
            String name = PercentEncoding.decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentEncoding.decode(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                properties.putIfAbsent(name, value);
            }
            start += pair.length() + 1;
        }
        return properties;
    }

    /** {@return the properties as text: {@code name=} for an empty value, and the bare name where there is none} */
    static String format(Map<String, @Nullable String> properties) {
        StringBuilder text = new StringBuilder();
        properties.forEach((name, value) -> {
            text.append(text.isEmpty() ? "" : "&").append(PercentEncoding.encode(name));
            if (value != null) {
                text.append('=').append(PercentEncoding.encode(value));
            }
        });
        return text.toString();
    }
}
