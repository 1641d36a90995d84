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

/** Converts the application's objects into telemetry messages, or throws an exception that says why it cannot. */
public final class Telemetry {
    /**
     * The hub's limit for body and properties together. The hub closes the connection on a larger message, each time it
     * is sent.
     */
    static final int MAX_BYTES = 256 * 1024;

    /**
     * The part of this limit that is reserved for the ids of message and device, and for the names of system
     * properties.
     */
    private static final int MAX_IDS = 512;

    /** The maximum number of bytes per {@code char} in UTF-8. */
    private static final int MOST_PER_CHARACTER = 3;

    /** An MQTT topic has at most 65,535 bytes; the rest is reserved for ids. */
    private static final int MAX_ENCODED_PROPERTIES = 60_000;

    /** The options of the last message: most messages have the same as the one before. */
    private record Kind(SendOptions options, boolean raw, Envelope envelope) {}

    private final Json json;
    private final Outbox outbox;
    private volatile @Nullable Kind last;

    public Telemetry(Json json, Outbox outbox) {
        this.json = json;
        this.outbox = outbox;
    }

    /** Adds a message to the outbox; throws {@link IllegalArgumentException} if the hub would refuse it. */
    public Parcel accept(Object body, SendOptions options) {
        Envelope envelope = envelope(body, options);
        return outbox.add(body(body, envelope), envelope);
    }

    /** {@return the body as it goes to the hub; checks the hub's limits for the body together with the envelope} */
    private byte[] body(Object body, Envelope envelope) {
        byte[] bytes = bytes(body);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("The message is empty; the hub requires at least one byte.");
        }
        if (bytes.length + envelope.size() * MOST_PER_CHARACTER > MAX_BYTES / 2) {
            checkSize(bytes.length + around(envelope));
        }
        return bytes;
    }

    private static void checkSize(int size) {
        if (size + MAX_IDS > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "The message has " + size + " bytes with its properties; the hub's limit is " + MAX_BYTES
                            + ", of which ids take up to " + MAX_IDS + ". Split it, or upload a file.");
        }
    }

    /** {@return the size of the envelope in bytes} */
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

    /** {@return the envelope of a body; the same object for consecutive messages with equal options} */
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
                        .map(time -> System.nanoTime() + NANOSECONDS.convert(time)) // saturates for very long durations
                        .orElse(null));
        if (made.expiry() == null) {
            last = new Kind(options, raw, made);
        }
        return made;
    }

    private static String checkedComponent(String name) {
        if (!ComponentNames.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a component name. It must be 1 to 64 letters, "
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
            throw new IllegalArgumentException("The body cannot be serialized as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A space takes three bytes in a topic, but one in a form. */
    private static int encodedLength(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return encoded.length()
                + 2 * (int) encoded.chars().filter(c -> c == '+').count();
    }

    private static Map<String, String> checkedProperties(Map<String, String> properties) {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            if (property.getKey().isEmpty() || property.getValue().isEmpty()) {
                throw new IllegalArgumentException("The property '" + property.getKey()
                        + "' has an empty name or value, which MQTT cannot carry. Leave it out.");
            }
            checkText("The name of a property", property.getKey());
            checkText("The property '" + property.getKey() + "'", property.getValue());
        }
        return properties;
    }

    /** Over AMQP such a text would end the connection, and each later one on which it is sent. */
    private static void checkText(String what, String text) {
        if (!Surrogates.isWhole(text)) {
            throw new IllegalArgumentException(what + " contains an unpaired surrogate. Cut texts between characters.");
        }
    }

    /** AMQP sends them as symbols, which are ASCII: other characters may end the connection as well. */
    private static void checkAscii(String what, String text) {
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    what + " is '" + text + "'. It must be printable ASCII, such as application/json or utf-8.");
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
