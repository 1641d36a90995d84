package io.deckhand.core.internal.telemetry;

import io.deckhand.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that an outbox holds, in memory: those that wait, by priority and then in the order accepted, and those under way. Not
 * safe for threads: the outbox locks. A durable store would take this place.
 *
 * <p>What leaves from the midst of a queue leaves an empty parcel behind, so that leaving costs the same however many wait.
 */
final class Backlog {
    private static final List<Priority> LOWEST_FIRST = List.of(Priority.values());
    private static final int FEW = 100;

    private final Map<Priority, ArrayDeque<Parcel>> waiting = new EnumMap<>(Priority.class);
    private final Set<Parcel> underWay = new LinkedHashSet<>();
    private int inside;
    private int gone;
    private long bytes;

    void add(Parcel parcel) {
        queue(parcel).addLast(parcel);
        inside++;
        bytes += parcel.size();
    }

    private ArrayDeque<Parcel> queue(Parcel parcel) {
        return waiting.computeIfAbsent(parcel.envelope().priority(), priority -> new ArrayDeque<>());
    }

    int size() {
        return inside;
    }

    long bytes() {
        return bytes;
    }

    int underWay() {
        return underWay.size();
    }

    int waiting() {
        return inside - underWay.size();
    }

    /** {@return the next to be sent, which is under way from now on} */
    Optional<Parcel> takeNext() {
        for (int i = LOWEST_FIRST.size() - 1; i >= 0; i--) {
            Parcel next = poll(LOWEST_FIRST.get(i));
            if (next != null) {
                underWay.add(next);
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private @Nullable Parcel poll(Priority priority) {
        ArrayDeque<Parcel> queue = waiting.get(priority);
        Parcel next = queue == null ? null : queue.poll();
        while (queue != null && next != null && next.isGone()) {
            gone--;
            next = queue.poll();
        }
        return next;
    }

    /** Forgets a message under way. {@return whether it was} */
    boolean arrived(Parcel parcel) {
        boolean was = underWay.remove(parcel);
        if (was) {
            forget(parcel);
        }
        return was;
    }

    /** Forgets a message that waits. {@return whether it did} */
    boolean remove(Parcel parcel) {
        if (parcel.isGone() || underWay.contains(parcel)) {
            return false;
        }
        forget(parcel);
        if (++gone > FEW && gone > inside) {
            waiting.values().forEach(queue -> queue.removeIf(Parcel::isGone));
            gone = 0;
        }
        return true;
    }

    private void forget(Parcel parcel) {
        inside--;
        bytes -= parcel.size();
        parcel.leave();
    }

    /** Takes out the oldest that waits of the lowest priority, unless all are more urgent than this. */
    Optional<Parcel> dropFor(Priority priority) {
        for (Priority lowest : LOWEST_FIRST) {
            Parcel oldest = lowest.compareTo(priority) > 0 ? null : poll(lowest);
            if (oldest != null) {
                forget(oldest);
                return Optional.of(oldest);
            }
        }
        return Optional.empty();
    }

    /** What was under way may or may not have arrived: it waits again, in its old place. */
    void putBack() {
        waiting.values().removeIf(ArrayDeque::isEmpty); // one that was long keeps its length
        List<Parcel> lastFirst = new ArrayList<>(underWay);
        Collections.reverse(lastFirst);
        lastFirst.forEach(parcel -> queue(parcel).addFirst(parcel));
        underWay.clear();
    }

    /** Takes everything out. {@return what was inside} */
    List<Parcel> clear() {
        List<Parcel> all = new ArrayList<>(underWay);
        waiting.values().forEach(queue -> all.addAll(queue));
        all.removeIf(Parcel::isGone);
        all.forEach(Parcel::leave);
        waiting.clear();
        underWay.clear();
        inside = 0;
        gone = 0;
        bytes = 0;
        return all;
    }
}
