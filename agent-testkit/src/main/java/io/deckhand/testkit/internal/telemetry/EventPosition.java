package io.deckhand.testkit.internal.telemetry;

/**
 * Where in a partition a reader begins.
 *
 * @param value the number that counts: an offset, a sequence number or milliseconds since 1970
 * @param inclusive whether the event at this very place is meant, too
 */
public record EventPosition(Kind kind, long value, boolean inclusive) {
    /** Before the first event. */
    public static final EventPosition START = new EventPosition(Kind.OFFSET, -1, false);

    /** Behind the last event there is now. */
    public static final EventPosition LATEST = new EventPosition(Kind.LATEST, 0, false);

    /** What is counted. */
    public enum Kind {
        OFFSET,
        SEQUENCE_NUMBER,
        ENQUEUED_TIME,
        LATEST
    }

    /** {@return whether an event lies behind this place} */
    boolean isBefore(TelemetryEvent event) {
        long place = switch (kind) {
            case OFFSET -> event.offset();
            case SEQUENCE_NUMBER -> event.sequenceNumber();
            case ENQUEUED_TIME -> event.message().enqueuedTime().toEpochMilli();
            case LATEST -> -1;
        };
        return kind != Kind.LATEST && (inclusive ? place >= value : place > value);
    }
}
