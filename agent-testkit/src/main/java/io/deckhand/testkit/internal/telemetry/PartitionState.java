package io.deckhand.testkit.internal.telemetry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a partition.
 *
 * @param firstSequenceNumber the number of the oldest stored event; if there is none, of the next one to arrive
 * @param last the last event, or null before the first
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

    /** {@return when it arrived, or the beginning of 1970 before the first} */
    public Instant lastEnqueuedTime() {
        return last == null ? Instant.EPOCH : last.message().enqueuedTime();
    }

    public boolean isEmpty() {
        return last == null || firstSequenceNumber > last.sequenceNumber();
    }
}
