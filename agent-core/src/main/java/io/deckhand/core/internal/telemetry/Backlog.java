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
 * The messages of an outbox: waiting messages, by priority and then in the order accepted, and messages under way. Not
 * thread-safe: the outbox locks. With a shelf, only the first messages are in memory.
 *
 * <p>Removing a message from the middle of a queue leaves a tombstone, so it takes constant time.
 */
final class Backlog {
    private static final List<Priority> LOWEST_FIRST = List.of(Priority.values());
    private static final int FEW = 100;

    /** How many messages are in memory, if there is a shelf; this many are loaded at a time. */
    private static final int IN_MEMORY = 2_000;

    private static final int AT_ONCE = 500;

    private final @Nullable Shelf shelf;

    private final Map<Priority, ArrayDeque<Parcel>> waiting = new EnumMap<>(Priority.class);
    private final Set<Parcel> underWay = new LinkedHashSet<>();
    private int inside;
    private int gone;
    private long bytes;

    /** In memory only, without a shelf. */
    Backlog(@Nullable Shelf shelf) {
        this.shelf = shelf;
    }

    void add(Parcel parcel) {
        Shelf behind = shelf;
        if (behind != null) {
            if (inside >= IN_MEMORY || behind.behind(parcel.envelope().priority()) > 0) {
                behind.leave(parcel);
                return;
            }
            behind.isInMemory(parcel);
        }
        append(parcel);
    }

    private void append(Parcel parcel) {
        queue(parcel).addLast(parcel);
        inside++;
        bytes += parcel.size();
    }

    private ArrayDeque<Parcel> queue(Parcel parcel) {
        return waiting.computeIfAbsent(parcel.envelope().priority(), priority -> new ArrayDeque<>(1));
    }

    int size() {
        return inside + behind();
    }

    private int behind() {
        return shelf == null ? 0 : shelf.behind();
    }

    /** {@return the bytes of the messages in memory} */
    long inMemory() {
        return bytes;
    }

    long bytes() {
        return shelf == null ? bytes : shelf.bytes();
    }

    int underWay() {
        return underWay.size();
    }

    int waiting() {
        return size() - underWay.size();
    }

    /** {@return the next message to send, which is under way from now on} */
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
        Parcel next = pollMemory(priority);
        if (next == null && shelf != null && shelf.behind(priority) > 0) {
            shelf.load(priority, AT_ONCE).forEach(this::append);
            next = pollMemory(priority);
        }
        return next;
    }

    private @Nullable Parcel pollMemory(Priority priority) {
        ArrayDeque<Parcel> queue = waiting.get(priority);
        Parcel next = queue == null ? null : queue.poll();
        while (queue != null && next != null && next.isGone()) {
            gone--;
            next = queue.poll();
        }
        return next;
    }

    /** Removes a message that is under way. {@return whether it was under way} */
    boolean arrived(Parcel parcel) {
        boolean was = underWay.remove(parcel);
        if (was) {
            forget(parcel);
        }
        return was;
    }

    /** Removes a waiting message. {@return whether it was waiting} */
    boolean remove(Parcel parcel) {
        if (parcel.isGone() || underWay.contains(parcel)) {
            return false;
        }
        if (shelf != null && parcel.isOnDiskOnly()) {
            shelf.withdraw(parcel);
            parcel.leave();
            return true;
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
        if (shelf != null) {
            shelf.gone(parcel.number());
        }
    }

    /** {@return the waiting messages in memory that have expired} */
    List<Parcel> expired() {
        return waiting.values().stream()
                .flatMap(ArrayDeque::stream)
                .filter(parcel -> !parcel.isGone() && parcel.envelope().isExpired())
                .toList();
    }

    /**
     * Removes the oldest waiting message of the lowest priority, unless all have a higher priority than the given one.
     */
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

    /** Messages under way may or may not have arrived: they wait again, in their former places. */
    void putBack() {
        waiting.values().removeIf(ArrayDeque::isEmpty); // a map that was large keeps its capacity
        List<Parcel> lastFirst = new ArrayList<>(underWay);
        Collections.reverse(lastFirst);
        lastFirst.forEach(parcel -> queue(parcel).addFirst(parcel));
        underWay.clear();
    }

    /**
     * Removes all messages from memory. {@return the removed messages, and the futures of messages that are only on
     * disk}
     */
    List<Parcel> clear() {
        List<Parcel> all = new ArrayList<>(underWay);
        waiting.values().forEach(queue -> all.addAll(queue));
        all.removeIf(Parcel::isGone);
        if (shelf != null) {
            all.addAll(shelf.senders());
        }
        all.forEach(Parcel::leave);
        waiting.clear();
        underWay.clear();
        inside = 0;
        gone = 0;
        bytes = 0;
        return all;
    }
}
