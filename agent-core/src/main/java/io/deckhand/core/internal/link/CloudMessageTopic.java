package io.deckhand.core.internal.link;

import io.deckhand.CloudMessage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the properties of a message to a device, or to an input of a module, from its MQTT topic. Accepts any input. The SDK's own reader throws
 * on a property without a value, which ends the connection, and each later one, since the hub delivers the message
 * again; it also loses all properties before the first system property.
 */
public final class CloudMessageTopic {
    private static final String MARK = "/messages/devicebound/";

    private static final String MODULES = "/modules/";

    /** Between a module and one of its inputs. */
    private static final String INPUTS = "/inputs/";

    /** Meant for the hub only: the SDK omits it as well. */
    private static final String WANTED_FEEDBACK = "iothub-ack";

    private CloudMessageTopic() {}

    /** {@return the topic filter by which a device subscribes to its messages} */
    public static String subscription(String deviceId) {
        return "devices/" + deviceId + MARK + "#";
    }

    /** {@return the topic filter by which a module subscribes to its inputs, at an edge hub} */
    public static String inputs(String deviceId, String moduleId) {
        return "devices/" + deviceId + MODULES + moduleId + INPUTS + "#";
    }

    public static boolean matches(String topic) {
        return topic.startsWith("devices/") && (topic.contains(MARK) || endOfInputs(topic) >= 0);
    }

    /** {@return the input that a matching topic is of; empty for a cloud-to-device message} */
    public static Optional<String> input(String topic) {
        int start = endOfInputs(topic);
        if (start < 0 || topic.contains(MARK)) {
            return Optional.empty();
        }
        int end = topic.indexOf('/', start);
        return Optional.of(decoded(topic.substring(start, end < 0 ? topic.length() : end)));
    }

    /** {@return where the name of the input begins; negative if the topic is of none} */
    private static int endOfInputs(String topic) {
        int module = topic.indexOf(MODULES);
        int inputs = module < 0 ? -1 : topic.indexOf(INPUTS, module + MODULES.length());
        return inputs < 0 ? -1 : inputs + INPUTS.length();
    }

    private static String bag(String topic) {
        if (topic.contains(MARK)) {
            return topic.substring(topic.indexOf(MARK) + MARK.length());
        }
        int end = topic.indexOf('/', endOfInputs(topic));
        return end < 0 ? "" : topic.substring(end + 1);
    }

    public static CloudMessage read(String topic, byte[] body) {
        Map<String, String> properties = new LinkedHashMap<>();
        Map<String, String> system = new LinkedHashMap<>();
        for (String pair : bag(topic).split("&", -1)) {
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
