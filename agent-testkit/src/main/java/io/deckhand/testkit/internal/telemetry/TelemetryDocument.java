package io.deckhand.testkit.internal.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A telemetry message as JSON. {@code body} is the body as a JSON value, or as text if it is not JSON; a body that is
 * not text either is in {@code bodyBase64}.
 */
final class TelemetryDocument {
    private TelemetryDocument() {}

    static ObjectNode of(TelemetryMessage message) {
        ObjectNode document = Json.object().put("deviceId", message.deviceId());
        String moduleId = message.systemProperties().get("iothub-connection-module-id");
        if (moduleId != null) {
            document.put("moduleId", moduleId);
        }
        document.put("messageId", message.systemProperties().get("messageId"))
                .put("enqueuedTime", message.enqueuedTime().toString());
        message.properties().forEach(document.putObject("properties")::put);
        message.systemProperties().forEach(document.putObject("systemProperties")::put);
        addBody(document, message.body());
        return document;
    }

    private static void addBody(ObjectNode document, byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            addText(document, text);
        } catch (CharacterCodingException e) {
            document.putNull("body").put("bodyBase64", Base64.getEncoder().encodeToString(body));
        }
    }

    private static void addText(ObjectNode document, String text) {
        try {
            document.set("body", Json.parse(text));
        } catch (HubException e) {
            document.put("body", text);
        }
    }
}
