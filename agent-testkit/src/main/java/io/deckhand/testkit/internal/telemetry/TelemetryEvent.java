package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;

/**
 * A telemetry message with its position in its partition.
 *
 * @param sequenceNumber its position: 0, 1, 2 ... without gaps
 * @param size the bytes of its body and properties
 */
public record TelemetryEvent(TelemetryMessage message, long sequenceNumber, long size) {
    /**
     * Constant, unlike at the real hub, but different from 1, so that readers cannot confuse offsets with sequence
     * numbers.
     */
    private static final int OFFSET_STEP = 64;

    /** {@return its offset in the partition, in an unspecified unit} */
    public long offset() {
        return sequenceNumber * OFFSET_STEP;
    }
}
