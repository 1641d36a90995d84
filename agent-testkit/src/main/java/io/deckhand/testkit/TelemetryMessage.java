package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.KeptProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A telemetry message as the hub received it.
 *
 * @param deviceId the device that sent it
 * @param body the bytes of the body; copied on the way in and out
 * @param properties the application properties, by name, in the order sent
 * @param systemProperties the system properties, by their names in the hub's routing language, such as
 *     {@code messageId}, {@code contentType} or {@code iothub-creation-time-utc}
 * @param enqueuedTime when the hub received it
 * @since 0.1
 */
@SuppressWarnings("ArrayRecordComponent") // Copied and compared by content below.
public record TelemetryMessage(
        String deviceId,
        byte[] body,
        Map<String, String> properties,
        Map<String, String> systemProperties,
        Instant enqueuedTime) {

    /**
     * Copies its arguments.
     *
     * @param deviceId as in the record
     * @param body as in the record
     * @param properties as in the record
     * @param systemProperties as in the record
     * @param enqueuedTime as in the record
     * @throws NullPointerException when anything is null
     */
    public TelemetryMessage {
        requireNonNull(deviceId, "deviceId");
        body = body.clone();
        properties = copy(properties);
        systemProperties = copy(systemProperties);
        requireNonNull(enqueuedTime, "enqueuedTime");
    }

    /** Keeps the order, which {@code Map.copyOf} does not. */
    private static Map<String, String> copy(Map<String, String> properties) {
        if (properties instanceof KeptProperties) {
            return properties;
        }
        return properties.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** {@return a copy of the body} */
    @Override
    public byte[] body() {
        return body.clone();
    }

    /** {@return the body as UTF-8 text} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** {@return whether all components are equal, the body byte by byte} */
    @Override
    public boolean equals(Object other) {
        return other instanceof TelemetryMessage that
                && deviceId.equals(that.deviceId)
                && Arrays.equals(body, that.body)
                && properties.equals(that.properties)
                && systemProperties.equals(that.systemProperties)
                && enqueuedTime.equals(that.enqueuedTime);
    }

    /** {@return a hash code of device, body and time} */
    @Override
    public int hashCode() {
        return 31 * (31 * deviceId.hashCode() + Arrays.hashCode(body)) + enqueuedTime.hashCode();
    }

    /** {@return the message with its properties and the size of its body; the body itself is left out} */
    @Override
    public String toString() {
        return "TelemetryMessage[" + deviceId + ", " + body.length + " bytes, " + properties + ", " + systemProperties
                + ", " + enqueuedTime + "]";
    }
}
