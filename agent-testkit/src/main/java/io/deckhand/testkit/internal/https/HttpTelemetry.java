package io.deckhand.testkit.internal.https;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.telemetry.DeviceTelemetry;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A device's telemetry over HTTPS: one message with its properties in headers, or a batch as a JSON array. */
final class HttpTelemetry {
    private static final String BATCH_TYPE = "application/vnd.microsoft.iothub.json";
    private static final int MAX_BATCH_SIZE = 256 * 1024;
    private static final String APPLICATION_PREFIX = "iothub-app-";
    private static final Map<String, String> SYSTEM_NAMES = Map.ofEntries(
            Map.entry("iothub-messageid", "messageId"),
            Map.entry("iothub-correlationid", "correlationId"),
            Map.entry("iothub-userid", "userId"),
            Map.entry("iothub-to", "to"),
            Map.entry("iothub-contenttype", "contentType"),
            Map.entry("contenttype", "contentType"),
            Map.entry("iothub-contentencoding", "contentEncoding"),
            Map.entry("contentencoding", "contentEncoding"),
            Map.entry("iothub-creation-time-utc", "iothub-creation-time-utc"),
            Map.entry("iothub-interface-id", "iothub-interface-id"),
            Map.entry("dt-subject", "dt-subject"));

    private final TelemetryIntake intake;
    private final String deviceId;

    HttpTelemetry(TelemetryIntake intake, String deviceId) {
        this.intake = intake;
        this.deviceId = deviceId;
    }

    /**
     * Accepts the messages of a request; a batch is accepted as a whole or not at all.
     *
     * @throws HubException for a malformed or too large request
     */
    void take(FullHttpRequest http) {
        byte[] body = ByteBufUtil.getBytes(http.content());
        String type = http.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        List<DeviceTelemetry> messages = type.toLowerCase(Locale.ROOT).startsWith(BATCH_TYPE)
                ? batch(body)
                : List.of(parsed(body, http.headers().entries()));
        intake.takeAll(deviceId, messages);
    }

    private static List<DeviceTelemetry> batch(byte[] body) {
        if (body.length > MAX_BATCH_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The batch has " + body.length + " bytes; at most " + MAX_BATCH_SIZE + " are allowed.");
        }
        if (!(Json.parse(new String(body, StandardCharsets.UTF_8)) instanceof ArrayNode array)) {
            throw new HubException(HubError.ARGUMENT_INVALID, "A batch must be a JSON array.");
        }
        List<DeviceTelemetry> messages = new ArrayList<>();
        for (JsonNode entry : array) {
            Map<String, String> properties = new LinkedHashMap<>();
            entry.path("properties")
                    .properties()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().asText()));
            messages.add(parsed(bytes(entry), properties.entrySet()));
        }
        return messages;
    }

    private static byte[] bytes(JsonNode entry) {
        String text = entry.path("body").asText("");
        if (!entry.path("base64Encoded").asBoolean(true)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "A body in the batch is not Base64.");
        }
    }

    private static DeviceTelemetry parsed(byte[] body, Iterable<Map.Entry<String, String>> properties) {
        Map<String, String> system = new LinkedHashMap<>();
        Map<String, String> application = new LinkedHashMap<>();
        for (Map.Entry<String, String> property : properties) {
            String name = property.getKey().toLowerCase(Locale.ROOT);
            String systemName = SYSTEM_NAMES.get(name);
            if (name.startsWith(APPLICATION_PREFIX)) {
                application.put(property.getKey().substring(APPLICATION_PREFIX.length()), property.getValue());
            } else if (systemName != null) {
                system.putIfAbsent(systemName, property.getValue());
            }
        }
        return new DeviceTelemetry(body, system, application);
    }
}
