package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.input.InputMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topic of a message to an input of a module, with its properties; system properties first, as the Java SDK needs them. */
final class InputTopic {
    private InputTopic() {}

    static String of(String moduleId, InputMessage message) {
        DeviceBoundMessage content = message.content();
        Map<String, @Nullable String> properties = new LinkedHashMap<>();
        properties.put("$.cdid", IdentityIds.deviceId(moduleId));
        properties.put("$.cmid", IdentityIds.moduleId(moduleId));
        properties.put("$.mid", content.messageId());
        put(properties, "$.cid", content.correlationId());
        put(properties, "$.ct", content.contentType());
        put(properties, "$.ce", content.contentEncoding());
        properties.putAll(content.properties());
        return DeviceTopic.root(moduleId) + "/inputs/" + message.input() + "/" + PropertyBag.format(properties);
    }

    private static void put(Map<String, @Nullable String> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
