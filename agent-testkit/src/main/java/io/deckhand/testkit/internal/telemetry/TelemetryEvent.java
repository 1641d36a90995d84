package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;

/**
 * A telemetry message where it stands in its partition.
 *
 * @param sequenceNumber its place: 0, 1, 2 ... without gaps
 * @param size how many bytes its body and properties take
 */
public record TelemetryEvent(TelemetryMessage message, long sequenceNumber, long size) {
    /** Unlike at the real hub the same for all; but no reader may take an offset for a sequence number. */
    private static final int OFFSET_STEP = 64;

    /** {@return where it begins in the partition, in a unit that is nobody's business} */
    public long offset() {
        return sequenceNumber * OFFSET_STEP;
    }
}
