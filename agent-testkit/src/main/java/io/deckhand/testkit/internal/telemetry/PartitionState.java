package io.deckhand.testkit.internal.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a partition holds.
 *
 * @param firstSequenceNumber of the oldest event it still has; while it has none, of the next to come
 * @param last the last event that came, or null before the first
 */
public record PartitionState(
        long firstSequenceNumber, @Nullable TelemetryEvent last) {

    /** {@return its sequence number, or -1 before the first} */
    public long lastSequenceNumber() {
        return last == null ? -1 : last.sequenceNumber();
    }

    /** {@return its offset, or -1 before the first} */
    public long lastOffset() {
        return last == null ? -1 : last.offset();
    }

    /** {@return when it came, or the beginning of 1970 before the first} */
    public Instant lastEnqueuedTime() {
        return last == null ? Instant.EPOCH : last.message().enqueuedTime();
    }

    public boolean isEmpty() {
        return last == null || firstSequenceNumber > last.sequenceNumber();
    }
}
