package io.deckhand.core.internal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deckhand.SendOptions;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.model.ModelIds;
import io.deckhand.core.internal.store.Envelope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes telemetry messages of what the application sends, or says why it cannot. */
final class Telemetry {
    /** The hub's limit for body and properties together; a larger message would cost the connection, again and again. */
    static final int MAX_BYTES = 256 * 1024;

    /** An MQTT topic has at most 65,535 bytes; the rest is left to ids and content type. */
    private static final int MAX_ENCODED_PROPERTIES = 60_000;

    /** How messages were sent last: most are sent as the one before. */
    private record Kind(SendOptions options, boolean raw, Envelope envelope) {}

    private final Json json;
    private volatile @Nullable Kind last;

    Telemetry(Json json) {
        this.json = json;
    }

    /** {@return the body as it goes to the hub, within the hub's limits together with what is around it} */
    byte[] body(Object body, Envelope envelope) {
        byte[] bytes = bytes(body);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("The message is empty; the hub takes at least one byte.");
        }
        int size = bytes.length + envelope.size();
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("The message has " + size + " bytes with its properties; the hub takes "
                    + MAX_BYTES + ". Split it, or upload a file.");
        }
        return bytes;
    }

    /** {@return what is around a body; the same object for messages sent alike one after the other} */
    Envelope envelope(Object body, SendOptions options) {
        boolean raw = requireNonNull(body, "body") instanceof byte[] || body instanceof String;
        Kind known = last;
        if (known != null && known.raw == raw && known.options.equals(options)) {
            return known.envelope;
        }
        Envelope made = new Envelope(
                checkedProperties(options.properties()),
                options.contentType().orElse(raw ? null : "application/json"),
                options.contentEncoding().orElse(raw ? null : "utf-8"),
                options.component().map(Telemetry::checkedComponent).orElse(null),
                options.priority(),
                options.timeToLive()
                        .map(time -> System.nanoTime() + time.toNanos())
                        .orElse(null));
        if (made.expiry() == null) {
            last = new Kind(options, raw, made);
        }
        return made;
    }

    private static String checkedComponent(String name) {
        if (!ModelIds.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a component. It must be 1 to 64 letters, "
                    + "digits and underscores, begin with a letter and not end with an underscore.");
        }
        return name;
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

    private static Map<String, String> checkedProperties(Map<String, String> properties) {
        int encoded = 0;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (property.getKey().isEmpty() || property.getValue().isEmpty()) {
                throw new IllegalArgumentException("The property '" + property.getKey()
                        + "' has an empty name or value, which does not travel over MQTT. Leave it out.");
            }
            encoded += encodedLength(property.getKey()) + encodedLength(property.getValue()) + 2;
        }
        if (encoded > MAX_ENCODED_PROPERTIES) {
            throw new IllegalArgumentException("The properties take " + encoded
                    + " bytes percent-encoded; over MQTT they " + "are part of the topic, which leaves them "
                    + MAX_ENCODED_PROPERTIES + ". Put them in the body.");
        }
        return properties;
    }
}
