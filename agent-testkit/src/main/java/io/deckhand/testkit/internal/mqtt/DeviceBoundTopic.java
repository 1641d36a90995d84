package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.c2d.Acknowledgement;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a cloud-to-device message, with its properties.
 *
 * <p>The Java device SDK parses from the first {@code %24} on, so dollar signs are encoded, and the properties that
 * begin with one come first. It cannot parse a property with an empty value or without a value, and loses its
 * connection; it does so at the real hub too.
 */
final class DeviceBoundTopic {
    private DeviceBoundTopic() {}

    static String of(String deviceId, DeviceBoundMessage message) {
        Map<String, @Nullable String> properties = new LinkedHashMap<>();
        properties.put("$.mid", message.messageId());
        properties.put("$.to", "/" + DeviceTopic.root(deviceId) + "/messages/deviceBound");
        put(properties, "$.uid", message.userId());
        put(properties, "$.cid", message.correlationId());
        put(properties, "$.ct", message.contentType());
        put(properties, "$.ce", message.contentEncoding());
        if (message.acknowledgement() != Acknowledgement.NONE) {
            properties.put("iothub-ack", message.acknowledgement().wireName());
        }
        properties.putAll(message.properties());
        return DeviceTopic.root(deviceId) + "/messages/devicebound/" + PropertyBag.format(properties);
    }

    private static void put(Map<String, @Nullable String> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
