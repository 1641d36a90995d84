package io.deckhand.testkit.internal.c2d;

import java.time.Instant;
import java.util.List;

/**
 * Feedback on its way to a back end.
 *
 * @param lockToken what completes or abandons it
 * @param deliveryCount how often it was handed out
 */
public record FeedbackBatch(List<FeedbackRecord> records, Instant readySince, String lockToken, int deliveryCount) {
    public FeedbackBatch {
        records = List.copyOf(records);
    }

    FeedbackBatch handedOut(String newLockToken) {
        return new FeedbackBatch(records, readySince, newLockToken, deliveryCount + 1);
    }
}
