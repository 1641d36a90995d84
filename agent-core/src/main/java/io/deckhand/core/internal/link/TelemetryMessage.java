package io.deckhand.core.internal.link;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telemetry message as it goes to the hub. Its id is unique, so that a receiver can tell a repetition. */
@SuppressWarnings("ArrayRecordComponent") // made once from what the caller gave, read once by the link
public record TelemetryMessage(
        String messageId,
        byte[] body,
        Map<String, String> properties,
        @Nullable String contentType,
        @Nullable String contentEncoding) {
    /** {@return the bytes it takes in memory, near enough} */
    public int size() {
        int size = body.length;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += property.getKey().length() + property.getValue().length();
        }
        return size;
    }
}
