package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the properties of a cloud-to-device message from its MQTT topic. Accepts any input. The SDK's own reader throws
 * on a property without a value, which ends the connection, and each later one, since the hub delivers the message
 * again; it also loses all properties before the first system property.
 */
public final class CloudMessageTopic {
    private static final String MARK = "/messages/devicebound/";

    /** Meant for the hub only: the SDK omits it as well. */
    private static final String WANTED_FEEDBACK = "iothub-ack";

    private CloudMessageTopic() {}

    /** {@return the topic filter by which a device subscribes to its messages} */
    public static String subscription(String deviceId) {
        return "devices/" + deviceId + MARK + "#";
    }

    public static boolean matches(String topic) {
        return topic.startsWith("devices/") && topic.contains(MARK);
    }

    public static CloudMessage read(String topic, byte[] body) {
        Map<String, String> properties = new LinkedHashMap<>();
        Map<String, String> system = new LinkedHashMap<>();
        String bag = topic.substring(topic.indexOf(MARK) + MARK.length());
        for (String pair : bag.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (name.startsWith("$.")) {
                system.put(name, value);
            } else if (!name.isEmpty() && !name.equals(WANTED_FEEDBACK)) {
                properties.put(name, value);
            }
        }
        return new CloudMessage(
                body, properties, system.get("$.mid"), system.get("$.cid"), system.get("$.ct"), system.get("$.ce"));
    }

    private static String decoded(String text) {
        try {
            // URLDecoder decodes forms, where a plus means a space; in a topic it means a plus.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
