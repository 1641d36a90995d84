package io.deckhand.core.internal.telemetry;

import io.deckhand.Priority;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A telemetry message without its body and id. Messages with equal options share one envelope, as there may be a
 * hundred thousand messages.
 *
 * @param expiry the {@link System#nanoTime()} at which the message expires; null if it does not expire
 */
public record Envelope(
        Map<String, String> properties,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String component,
        Priority priority,
        @Nullable Long expiry) {
    /** {@return the number of characters in the properties} */
    public int size() {
        int size = 0;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += property.getKey().length() + property.getValue().length();
        }
        return size;
    }

    boolean isExpired() {
        return expiry != null && System.nanoTime() - expiry >= 0;
    }

    TelemetryMessage around(byte[] body, String messageId) {
        return new TelemetryMessage(
                messageId,
                body,
                Outputs.without(properties),
                contentType,
                contentEncoding,
                component,
                Outputs.in(properties));
    }
}
