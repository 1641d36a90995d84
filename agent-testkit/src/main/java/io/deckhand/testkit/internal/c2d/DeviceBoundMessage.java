package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message from a back end to a device, with the outcomes for which the back end requests feedback. The body is
 * shared, not copied, and must not be modified. A property may have no value.
 */
@SuppressWarnings("ArrayRecordComponent") // The body is an array, but these records are never compared.
public record DeviceBoundMessage(
        String messageId,
        byte[] body,
        Map<String, @Nullable String> properties,
        @Nullable String correlationId,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable String userId,
        Acknowledgement acknowledgement) {

    /** Creates a message without a request for feedback. */
    public DeviceBoundMessage(
            String messageId,
            byte[] body,
            Map<String, @Nullable String> properties,
            @Nullable String correlationId,
            @Nullable String contentType,
            @Nullable String contentEncoding) {
        this(messageId, body, properties, correlationId, contentType, contentEncoding, null, Acknowledgement.NONE);
    }

    public DeviceBoundMessage {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    ObjectNode toDocument() {
        ObjectNode document = Json.object()
                .put("messageId", messageId)
                .put("body", Base64.getEncoder().encodeToString(body))
                .put("correlationId", correlationId)
                .put("contentType", contentType)
                .put("contentEncoding", contentEncoding)
                .put("userId", userId)
                .put("acknowledgement", acknowledgement.wireName());
        ObjectNode named = document.putObject("properties");
        properties.forEach(named::put);
        return document;
    }

    static DeviceBoundMessage fromDocument(ObjectNode document) {
        Map<String, @Nullable String> properties = new LinkedHashMap<>();
        document.required("properties")
                .properties()
                .forEach(
                        entry -> properties.put(entry.getKey(), entry.getValue().textValue()));
        return new DeviceBoundMessage(
                document.required("messageId").textValue(),
                Base64.getDecoder().decode(document.required("body").textValue()),
                properties,
                document.path("correlationId").textValue(),
                document.path("contentType").textValue(),
                document.path("contentEncoding").textValue(),
                document.path("userId").textValue(),
                Acknowledgement.parse(document.path("acknowledgement").textValue()));
    }
}
