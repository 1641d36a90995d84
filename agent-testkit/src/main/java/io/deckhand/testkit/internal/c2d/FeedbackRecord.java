package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/** The outcome of a message for which feedback was requested. */
public record FeedbackRecord(
        String originalMessageId,
        Instant endedTime,
        MessageOutcome outcome,
        String deviceId,
        String deviceGenerationId) {

    ObjectNode toDocument() {
        return Json.object()
                .put("originalMessageId", originalMessageId)
                .put("endedTime", endedTime.toString())
                .put("outcome", outcome.name())
                .put("deviceId", deviceId)
                .put("deviceGenerationId", deviceGenerationId);
    }

    static FeedbackRecord fromDocument(JsonNode document) {
        return new FeedbackRecord(
                document.required("originalMessageId").textValue(),
                Instant.parse(document.required("endedTime").textValue()),
                MessageOutcome.valueOf(document.required("outcome").textValue()),
                document.required("deviceId").textValue(),
                document.required("deviceGenerationId").textValue());
    }
}
