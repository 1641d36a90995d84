package io.deckhand.testkit.internal.methods;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A back end's call of a direct method.
 *
 * @param payload JSON text, empty for none
 * @param responseTimeout how long the device may take after it received the call
 * @param connectTimeout how long to wait for the device to connect; zero does not wait
 */
public record MethodInvocation(String method, String payload, Duration responseTimeout, Duration connectTimeout) {
    /** The default response timeout. */
    public static final int DEFAULT_RESPONSE_SECONDS = 30;

    public static final int LEAST_RESPONSE_SECONDS = 5;

    /** The maximum of both timeouts. */
    public static final int MOST_SECONDS = 300;

    /** The name becomes part of an MQTT topic, which is limited to 65,535 bytes. */
    private static final int MOST_NAME_BYTES = 1024;

    /** @throws HubException for an empty name or one of more than 1,024 bytes (400) or too large a payload (413) */
    public MethodInvocation {
        if (method.isEmpty()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The method name is empty.");
        }
        int nameSize = method.getBytes(StandardCharsets.UTF_8).length;
        if (nameSize > MOST_NAME_BYTES) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The method name has " + nameSize + " bytes; at most " + MOST_NAME_BYTES + " are allowed.");
        }
        int size = payload.getBytes(StandardCharsets.UTF_8).length;
        if (size > DirectMethods.MAX_PAYLOAD_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The payload of method '" + method + "' has " + size + " bytes; at most "
                            + DirectMethods.MAX_PAYLOAD_SIZE + " are allowed.");
        }
    }

    /**
     * Reads {@code {"methodName":…,"payload":…,"responseTimeoutInSeconds":…,"connectTimeoutInSeconds":…}}.
     *
     * @throws HubException for timeouts out of range or a missing name (400), or too large a payload (413)
     */
    public static MethodInvocation read(JsonNode call) {
        JsonNode payload = call.get("payload");
        return new MethodInvocation(
                call.path("methodName").asText(""),
                payload == null ? "" : Json.text(payload),
                seconds(call, "responseTimeoutInSeconds", LEAST_RESPONSE_SECONDS, DEFAULT_RESPONSE_SECONDS),
                seconds(call, "connectTimeoutInSeconds", 0, 0));
    }

    private static Duration seconds(JsonNode call, String name, int least, int fallback) {
        JsonNode value = call.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Duration.ofSeconds(fallback);
        }
        if (!value.canConvertToExactIntegral() || value.asLong() < least || value.asLong() > MOST_SECONDS) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, name + " must be within [" + least + "; " + MOST_SECONDS + "].");
        }
        return Duration.ofSeconds(value.asLong());
    }
}
