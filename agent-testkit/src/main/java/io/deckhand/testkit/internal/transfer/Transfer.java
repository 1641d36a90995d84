package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a job that imports or exports identities. Guarded by {@link IdentityTransfers}. */
final class Transfer {
    private static final Duration KEPT = Duration.ofDays(30);

    private final ObjectNode document;
    private @Nullable Instant ended;

    /** A new job. */
    Transfer(String jobId, TransferOrder order, ObjectNode document) {
        this.document = document;
        document.put("jobId", jobId);
        order.write(document);
        document.put("status", "enqueued").put("progress", 0);
    }

    /** A job of an earlier start of the hub; if it had not ended, it has failed. */
    private Transfer(ObjectNode document) {
        this.document = document;
    }

    static Transfer fromKept(ObjectNode kept, Instant now) {
        Transfer transfer = new Transfer(kept);
        if (kept.has("endTimeUtc")) {
            transfer.ended = Instant.parse(kept.required("endTimeUtc").textValue());
        } else {
            transfer.failed("The hub stopped before the job had ended.", now);
        }
        return transfer;
    }

    /** {@return the job as back ends see it} */
    ObjectNode toDocument() {
        return document.deepCopy();
    }

    boolean isOver() {
        return ended != null;
    }

    boolean isForgottenBy(Instant now) {
        return ended != null && !ended.plus(KEPT).isAfter(now);
    }

    void began(Instant now) {
        if (!isOver()) {
            document.put("status", "running").put("startTimeUtc", HubTime.text(now));
        }
    }

    void advanced(int progress) {
        document.put("progress", progress);
    }

    void completed(Instant now) {
        if (!isOver()) {
            document.put("progress", 100);
            end("completed", now);
        }
    }

    void failed(String why, Instant now) {
        if (!isOver()) {
            document.put("failureReason", why);
            end("failed", now);
        }
    }

    void cancelled(Instant now) {
        if (!isOver()) {
            end("cancelled", now);
        }
    }

    private void end(String status, Instant now) {
        ended = now;
        document.put("status", status).put("endTimeUtc", HubTime.text(now));
    }
}
