package io.deckhand.core.internal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deckhand.SendOptions;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Makes telemetry messages of what the application sends, or says why it cannot. */
final class Telemetry {
    /** The hub's limit for body and properties together; a larger message would cost the connection, again and again. */
    static final int MAX_BYTES = 256 * 1024;

    /** An MQTT topic has at most 65,535 bytes; the rest is left to ids and content type. */
    private static final int MAX_ENCODED_PROPERTIES = 60_000;

    private final Json json;

    Telemetry(Json json) {
        this.json = json;
    }

    TelemetryMessage message(Object body, SendOptions options) {
        requireNonNull(body, "body");
        boolean raw = body instanceof byte[] || body instanceof String;
        TelemetryMessage message = new TelemetryMessage(
                UUID.randomUUID().toString(),
                bytes(body),
                options.properties(),
                options.contentType().orElse(raw ? null : "application/json"),
                options.contentEncoding().orElse(raw ? null : "utf-8"));
        check(message);
        return message;
    }

    private byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return json.write(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A " + body.getClass().getSimpleName() + " does not turn into JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static int encodedLength(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).length();
    }

    private static void check(TelemetryMessage message) {
        if (message.body().length == 0) {
            throw new IllegalArgumentException("The message is empty; the hub takes at least one byte.");
        }
        int size = message.body().length;
        int encoded = 0;
        for (Map.Entry<String, String> property : message.properties().entrySet()) {
            if (property.getKey().isEmpty() || property.getValue().isEmpty()) {
                throw new IllegalArgumentException("The property '" + property.getKey()
                        + "' has an empty name or value, which does not travel over MQTT. Leave it out.");
            }
            size += property.getKey().length() + property.getValue().length();
            encoded += encodedLength(property.getKey()) + encodedLength(property.getValue()) + 2;
        }
        if (encoded > MAX_ENCODED_PROPERTIES) {
            throw new IllegalArgumentException("The properties take " + encoded
                    + " bytes percent-encoded; over MQTT they " + "are part of the topic, which leaves them "
                    + MAX_ENCODED_PROPERTIES + ". Put them in the body.");
        }
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("The message has " + size + " bytes with its properties; the hub takes "
                    + MAX_BYTES + ". Split it, or upload a file.");
        }
    }
}
