package io.deckhand.testkit.internal.telemetry;

/**
 * The position in a partition at which a reader starts.
 *
 * @param value an offset, a sequence number or milliseconds since 1970
 * @param inclusive whether to include the event at this position
 */
public record EventPosition(Kind kind, long value, boolean inclusive) {
    /** Before the first event. */
    public static final EventPosition START = new EventPosition(Kind.OFFSET, -1, false);

    /** After the current last event. */
    public static final EventPosition LATEST = new EventPosition(Kind.LATEST, 0, false);

    /** The unit of the value. */
    public enum Kind {
        OFFSET,
        SEQUENCE_NUMBER,
        ENQUEUED_TIME,
        LATEST
    }

    /** {@return whether an event comes after this position} */
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
