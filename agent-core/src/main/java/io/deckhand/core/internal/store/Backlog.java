package io.deckhand.core.internal.store;

import io.deckhand.Priority;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages that an outbox holds, in memory: those that wait, by priority and then in the order accepted, and those under way. Not
 * safe for threads: the outbox locks. A durable store would take this place.
 */
final class Backlog {
    /** Where a message stands in the order: what is urgent first, then what came first. */
    record Place(Priority priority, long number) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::priority).reversed().thenComparingLong(Place::number);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** A message, who waits for it, and the {@link System#nanoTime()} from which it is not worth sending. */
    record Entry(Place place, TelemetryMessage message, CompletableFuture<Void> sent, Optional<Long> expiry) {
        boolean isExpired() {
            return expiry.isPresent() && System.nanoTime() - expiry.get() >= 0;
        }
    }

    private final TreeMap<Place, Entry> waiting = new TreeMap<>();
    private final TreeMap<Place, Entry> underWay = new TreeMap<>();
    private long bytes;

    void add(Entry entry) {
        waiting.put(entry.place(), entry);
        bytes += entry.message().size();
    }

    int size() {
        return waiting.size() + underWay.size();
    }

    long bytes() {
        return bytes;
    }

    int underWay() {
        return underWay.size();
    }

    /** {@return the next to be sent, which is under way from now on} */
    Optional<Entry> takeNext() {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Entry next = waiting.pollFirstEntry().getValue();
        underWay.put(next.place(), next);
        return Optional.of(next);
    }

    /** Forgets a message under way. {@return whether it was} */
    boolean arrived(Entry entry) {
        return forget(underWay.remove(entry.place()));
    }

    /** Forgets a message that waits. {@return whether it did} */
    boolean remove(Place place) {
        return forget(waiting.remove(place));
    }

    private boolean forget(@Nullable Entry entry) {
        if (entry == null) {
            return false;
        }
        bytes -= entry.message().size();
        return true;
    }

    /** Takes out the oldest that waits of the lowest priority, unless all are more urgent than this. */
    Optional<Entry> dropFor(Priority priority) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Priority lowest = waiting.lastKey().priority();
        if (lowest.compareTo(priority) > 0) {
            return Optional.empty();
        }
        Entry oldest = waiting.ceilingEntry(new Place(lowest, 0)).getValue();
        remove(oldest.place());
        return Optional.of(oldest);
    }

    /** What was under way may or may not have arrived: it waits again, in its old place. */
    void putBack() {
        waiting.putAll(underWay);
        underWay.clear();
    }

    List<Entry> all() {
        List<Entry> all = new ArrayList<>(underWay.values());
        all.addAll(waiting.values());
        return all;
    }

    void clear() {
        waiting.clear();
        underWay.clear();
        bytes = 0;
    }
}
