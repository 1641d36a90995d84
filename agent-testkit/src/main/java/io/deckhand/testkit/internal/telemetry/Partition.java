package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events of some of the devices, numbered in the order of arrival. Guarded by the {@link TelemetryLog}. */
final class Partition {
    private final NavigableMap<Long, TelemetryEvent> events = new TreeMap<>();
    private long nextSequenceNumber;
    private @Nullable TelemetryEvent last;

    TelemetryEvent add(TelemetryMessage message, long size) {
        TelemetryEvent event = new TelemetryEvent(message, nextSequenceNumber, size);
        nextSequenceNumber++;
        last = event;
        events.put(event.sequenceNumber(), event);
        return event;
    }

    void remove(TelemetryEvent event) {
        events.remove(event.sequenceNumber());
    }

    List<TelemetryEvent> from(long sequenceNumber, int atMost) {
        return events.tailMap(sequenceNumber, true).values().stream()
                .limit(atMost)
                .toList();
    }

    /** {@return the sequence number of the first event after a position, or of the next one to arrive} */
    long find(EventPosition position) {
        if (position.kind() == EventPosition.Kind.LATEST) {
            return nextSequenceNumber;
        }
        return events.values().stream()
                .filter(position::isBefore)
                .findFirst()
                .map(TelemetryEvent::sequenceNumber)
                .orElse(nextSequenceNumber);
    }

    PartitionState state() {
        return new PartitionState(events.isEmpty() ? nextSequenceNumber : events.firstKey(), last);
    }
}
