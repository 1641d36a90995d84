package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as the conditions of routes see it: properties by name, {@code $body} and {@code $twin}. */
final class RoutedDocument {
    private static final Map<String, String> NAMES = Map.of(
            "iothub-connection-device-id", "connectionDeviceId",
            "iothub-connection-module-id", "connectionModuleId",
            "iothub-connection-auth-method", "connectionAuthMethod");
    private static final Map<String, Charset> ENCODINGS = Map.of(
            "utf-8", StandardCharsets.UTF_8,
            "utf-16", StandardCharsets.UTF_16,
            "utf-32", Charset.forName("UTF-32"));

    private RoutedDocument() {}

    /**
     * {@return the document of a message}
     *
     * @param withBody whether to parse its body
     * @param twin the sender's twin, or null if no condition needs it
     */
    static ObjectNode of(TelemetryMessage message, boolean withBody, @Nullable ObjectNode twin) {
        ObjectNode document = Json.object();
        // A name with '$' means a system property first, then an application property.
        message.properties().forEach(document::put);
        message.systemProperties().forEach((name, value) -> document.put("$" + NAMES.getOrDefault(name, name), value));
        document.put("$enqueuedTime", message.enqueuedTime().toString());
        if (withBody) {
            addBody(document, message);
        }
        if (twin != null) {
            document.set("$twin", twin);
        }
        return document;
    }

    /** A body that is not announced as JSON is not looked into. */
    private static void addBody(ObjectNode document, TelemetryMessage message) {
        String type = property(message, "contentType");
        Charset encoding = ENCODINGS.get(property(message, "contentEncoding"));
        if (!type.startsWith("application/json") || encoding == null) {
            return;
        }
        try {
            document.set("$body", Json.parse(new String(message.body(), encoding)));
        } catch (HubException e) {
            // Not JSON: undefined.
        }
    }

    private static String property(TelemetryMessage message, String name) {
        return message.systemProperties().getOrDefault(name, "").toLowerCase(Locale.ROOT);
    }
}
