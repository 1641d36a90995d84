package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of some of the devices, numbered in the order of arrival. Guarded by the {@link TelemetryLog}. */
final class Partition {
    /** Without gaps: only the oldest is ever removed. */
    private final Deque<TelemetryEvent> events = new ArrayDeque<>();

    private long nextSequenceNumber;
    private @Nullable TelemetryEvent last;

    TelemetryEvent add(TelemetryMessage message, long size) {
        TelemetryEvent event = new TelemetryEvent(message, nextSequenceNumber, size);
        nextSequenceNumber++;
        last = event;
        events.addLast(event);
        return event;
    }

    /** Removes the oldest event. */
    void removeFirst() {
        events.removeFirst();
    }

    List<TelemetryEvent> from(long sequenceNumber, int atMost) {
        return events.stream()
                .skip(Math.max(0, sequenceNumber - firstSequenceNumber()))
                .limit(atMost)
                .toList();
    }

    /** {@return the sequence number of the first event after a position, or of the next one to arrive} */
    long find(EventPosition position) {
        if (position.kind() == EventPosition.Kind.LATEST) {
            return nextSequenceNumber;
        }
        return events.stream()
                .filter(position::isBefore)
                .findFirst()
                .map(TelemetryEvent::sequenceNumber)
                .orElse(nextSequenceNumber);
    }

    PartitionState state() {
        return new PartitionState(firstSequenceNumber(), last);
    }

    private long firstSequenceNumber() {
        TelemetryEvent first = events.peekFirst();
        return first == null ? nextSequenceNumber : first.sequenceNumber();
    }
}
