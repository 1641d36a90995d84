package io.deckhand.core.internal.telemetry;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deckhand.SendOptions;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.json.Surrogates;
import io.deckhand.internal.rule.ComponentNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes telemetry messages of what the application sends, or says why it cannot. */
public final class Telemetry {
    /** The hub's limit for body and properties together; a larger message would cost the connection, again and again. */
    static final int MAX_BYTES = 256 * 1024;

    /** What of that the ids of message and device take, and the names that the hub gives to what is no property. */
    private static final int MAX_IDS = 512;

    /** The most bytes that a character of a text takes in UTF-8. */
    private static final int MOST_PER_CHARACTER = 3;

    /** An MQTT topic has at most 65,535 bytes; the rest is left to ids. */
    private static final int MAX_ENCODED_PROPERTIES = 60_000;

    /** How messages were sent last: most are sent as the one before. */
    private record Kind(SendOptions options, boolean raw, Envelope envelope) {}

    private final Json json;
    private final Outbox outbox;
    private volatile @Nullable Kind last;

    public Telemetry(Json json, Outbox outbox) {
        this.json = json;
        this.outbox = outbox;
    }

    /** Puts a message into the outbox; throws {@link IllegalArgumentException} if the hub would not take it. */
    public Parcel accept(Object body, SendOptions options) {
        Envelope envelope = envelope(body, options);
        return outbox.add(body(body, envelope), envelope);
    }

    /** {@return the body as it goes to the hub, within the hub's limits together with what is around it} */
    private byte[] body(Object body, Envelope envelope) {
        byte[] bytes = bytes(body);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("The message is empty; the hub takes at least one byte.");
        }
        if (bytes.length + envelope.size() * MOST_PER_CHARACTER > MAX_BYTES / 2) {
            checkSize(bytes.length + around(envelope));
        }
        return bytes;
    }

    private static void checkSize(int size) {
        if (size + MAX_IDS > MAX_BYTES) {
            throw new IllegalArgumentException("The message has " + size + " bytes with its properties; the hub takes "
                    + MAX_BYTES + ", of which ids take up to " + MAX_IDS + ". Split it, or upload a file.");
        }
    }

    /** {@return the bytes of what is around a body} */
    private static int around(Envelope envelope) {
        int bytes = length(envelope.contentType()) + length(envelope.contentEncoding()) + length(envelope.component());
        for (Map.Entry<String, String> property : envelope.properties().entrySet()) {
            bytes += length(property.getKey()) + length(property.getValue());
        }
        return bytes;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** {@return what is around a body; the same object for messages sent alike one after the other} */
    private Envelope envelope(Object body, SendOptions options) {
        boolean raw = requireNonNull(body, "body") instanceof byte[] || body instanceof String;
        Kind known = last;
        if (known != null && known.raw == raw && known.options.equals(options)) {
            return known.envelope;
        }
        options.contentType().ifPresent(type -> checkAscii("The content type", type));
        options.contentEncoding().ifPresent(encoding -> checkAscii("The content encoding", encoding));
        checkEncodedLength(options);
        Envelope made = new Envelope(
                Outputs.with(checkedProperties(options.properties()), options.output()),
                options.contentType().orElse(raw ? null : "application/json"),
                options.contentEncoding().orElse(raw ? null : "utf-8"),
                options.component().map(Telemetry::checkedComponent).orElse(null),
                options.priority(),
                options.timeToLive()
                        .map(time -> System.nanoTime() + NANOSECONDS.convert(time)) // for ever is as long as can be
                        .orElse(null));
        if (made.expiry() == null) {
            last = new Kind(options, raw, made);
        }
        return made;
    }

    private static String checkedComponent(String name) {
        if (!ComponentNames.isName(name)) {
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
            checkText("The body", text);
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return json.write(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "A " + body.getClass().getSimpleName() + " does not turn into JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A space takes three bytes in a topic, and one in a form. */
    private static int encodedLength(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return encoded.length()
                + 2 * (int) encoded.chars().filter(c -> c == '+').count();
    }

    private static Map<String, String> checkedProperties(Map<String, String> properties) {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (property.getKey().isEmpty() || property.getValue().isEmpty()) {
                throw new IllegalArgumentException("The property '" + property.getKey()
                        + "' has an empty name or value, which does not travel over MQTT. Leave it out.");
            }
            checkText("The name of a property", property.getKey());
            checkText("The property '" + property.getKey() + "'", property.getValue());
        }
        return properties;
    }

    /** Over AMQP it would end the connection that it is sent by, and the next. */
    private static void checkText(String what, String text) {
        if (!Surrogates.isWhole(text)) {
            throw new IllegalArgumentException(
                    what + " holds half a character, a surrogate without the other. Cut texts between characters.");
        }
    }

    /** AMQP has them as symbols, of ASCII: others may end the connection as well. */
    private static void checkAscii(String what, String text) {
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    what + " is '" + text + "'. It must be printable ASCII, as application/json and utf-8 are.");
        }
    }

    private static void checkEncodedLength(SendOptions options) {
        int encoded = encodedLength(options.contentType().orElse(""))
                + encodedLength(options.contentEncoding().orElse(""));
        for (Map.Entry<String, String> property : options.properties().entrySet()) {
            encoded += encodedLength(property.getKey()) + encodedLength(property.getValue()) + 2;
        }
        if (encoded > MAX_ENCODED_PROPERTIES) {
            throw new IllegalArgumentException("The properties take " + encoded
                    + " bytes percent-encoded; over MQTT they " + "are part of the topic, which leaves them "
                    + MAX_ENCODED_PROPERTIES + ". Put them in the body.");
        }
    }
}
