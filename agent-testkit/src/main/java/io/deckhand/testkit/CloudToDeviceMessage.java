package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for a device, as a back end sends it:
 *
 * <pre>{@code
 * device.sendCloudToDevice(CloudToDeviceMessage.of("open").property("valve", "7"));
 * }</pre>
 *
 * @param body the body, sent as UTF-8
 * @param properties the application properties; empty values, and null for a property without a value, are sent as the
 *     real hub sends them, which costs the raw Java SDK its connection over MQTT
 * @param messageId the id of the message, or null to let the hub choose one
 * @param correlationId the id of what it answers, or null
 * @param contentType the type of the body, such as {@code application/json}, or null
 * @param contentEncoding the encoding of the body, such as {@code utf-8}, or null
 * @param timeToLive how long it waits for the device, more than zero and at most two days
 * @since 0.1
 */
public record CloudToDeviceMessage(
        String body,
        Map<String, @Nullable String> properties,
        @Nullable String messageId,
        @Nullable String correlationId,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        Duration timeToLive) {
    private static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(1);

    /**
     * Copies the properties.
     *
     * @param body as in the record
     * @param properties as in the record
     * @param messageId as in the record
     * @param correlationId as in the record
     * @param contentType as in the record
     * @param contentEncoding as in the record
     * @param timeToLive as in the record
     * @throws NullPointerException when {@code body}, {@code properties} or {@code timeToLive} is null
     */
    public CloudToDeviceMessage {
        requireNonNull(body, "body");
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        requireNonNull(timeToLive, "timeToLive");
    }

    /**
     * Makes a message that waits up to an hour.
     *
     * @param body the body, sent as UTF-8
     * @return the message, without properties
     */
    public static CloudToDeviceMessage of(String body) {
        return new CloudToDeviceMessage(body, Map.of(), null, null, null, null, DEFAULT_TIME_TO_LIVE);
    }

    /**
     * Adds or replaces a property.
     *
     * @param name the name of the property
     * @param value its value
     * @return the message with the property
     */
    public CloudToDeviceMessage property(String name, String value) {
        Map<String, @Nullable String> more = new LinkedHashMap<>(properties);
        more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return new CloudToDeviceMessage(body, more, messageId, correlationId, contentType, contentEncoding, timeToLive);
    }

    /**
     * Chooses the id of the message.
     *
     * @param id the id, at most 128 characters
     * @return the message with the id
     */
    public CloudToDeviceMessage messageId(String id) {
        return new CloudToDeviceMessage(
                body, properties, requireNonNull(id, "id"), correlationId, contentType, contentEncoding, timeToLive);
    }

    /**
     * Chooses how long the message waits for the device.
     *
     * @param duration more than zero and at most two days; checked when it is sent
     * @return the message with the time to live
     */
    public CloudToDeviceMessage timeToLive(Duration duration) {
        return new CloudToDeviceMessage(
                body, properties, messageId, correlationId, contentType, contentEncoding, duration);
    }
}
