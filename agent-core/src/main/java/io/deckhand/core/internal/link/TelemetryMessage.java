package io.deckhand.core.internal.link;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telemetry message as it goes to the hub. Its id is unique, so that a receiver can recognize duplicates. */
@SuppressWarnings("ArrayRecordComponent") // made once from what the caller gave, read once by the link
public record TelemetryMessage(
        String messageId,
        byte[] body,
        Map<String, String> properties,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String component,
        @Nullable String output) {
    /** A message of the device itself, without a component or output. */
    public TelemetryMessage(
            String messageId,
            byte[] body,
            Map<String, String> properties,
            @Nullable String contentType,
            @Nullable String contentEncoding) {
        this(messageId, body, properties, contentType, contentEncoding, null, null);
    }
}
