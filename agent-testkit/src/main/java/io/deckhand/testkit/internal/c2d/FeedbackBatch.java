package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of feedback for a back end.
 *
 * @param id the id of the stored document
 * @param readySince when its last record was added
 * @param lockToken the token that completes or abandons it
 * @param deliveryCount how often it was delivered
 */
public record FeedbackBatch(
        String id, List<FeedbackRecord> records, Instant readySince, String lockToken, int deliveryCount) {
    public FeedbackBatch {
        records = List.copyOf(records);
    }

    /** Creates a batch that has not been delivered yet. */
    FeedbackBatch(String id, List<FeedbackRecord> records, Instant readySince) {
        this(id, records, readySince, "", 0);
    }

    FeedbackBatch handedOut(String newLockToken) {
        return new FeedbackBatch(id, records, readySince, newLockToken, deliveryCount + 1);
    }

    ObjectNode toDocument() {
        ObjectNode document =
                Json.object().put("readySince", readySince.toString()).put("deliveryCount", deliveryCount);
        ArrayNode kept = document.putArray("records");
        records.forEach(entry -> kept.add(entry.toDocument()));
        return document;
    }

    static FeedbackBatch fromDocument(String id, ObjectNode document) {
        List<FeedbackRecord> records = new ArrayList<>();
        for (JsonNode kept : document.required("records")) {
            records.add(FeedbackRecord.fromDocument(kept));
        }
        return new FeedbackBatch(
                id,
                records,
                Instant.parse(document.required("readySince").textValue()),
                "",
                document.required("deliveryCount").intValue());
    }
}
