package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The built-in endpoint: the last messages of a hub, telemetry and routed events, limited in number and bytes; for tests
 * in the order of arrival, for back ends in partitions by device. Restarts of the hub do not clear it, so that tests can
 * read it.
 */
public final class TelemetryLog implements EventSink {
    /** Its name for back ends. */
    public static final String EVENT_HUB = "iothub-ehub-local";

    public static final int PARTITIONS = 4;

    /** The system property that events of the hub itself have, with their kind, and telemetry does not. */
    public static final String SOURCE = "iothub-message-source";

    private static final int CAPACITY = 10_000;

    /** Fits a small machine: 256 of the largest messages. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final Deque<TelemetryEvent> events = new ArrayDeque<>();
    private final List<Partition> partitions = new ArrayList<>();
    private final List<List<Runnable>> listeners = new ArrayList<>();
    private final Instant createdTime = Instant.now();
    private long bytes;
    private long dropped;

    public TelemetryLog() {
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new Partition());
            listeners.add(new CopyOnWriteArrayList<>());
        }
    }

    /**
     * Adds a message and removes the oldest ones as needed.
     *
     * @param size the bytes of body and properties
     */
    @Override
    public void add(TelemetryMessage message, long size) {
        int partition = partitionOf(message.deviceId());
        append(message, size, partitions.get(partition));
        listeners.get(partition).forEach(Runnable::run);
    }

    private synchronized void append(TelemetryMessage message, long size, Partition partition) {
        while (events.size() == CAPACITY || (bytes + size > MOST_BYTES && !events.isEmpty())) {
            dropOldest();
        }
        events.addLast(partition.add(message, size));
        bytes += size;
        notifyAll();
    }

    private void dropOldest() {
        TelemetryEvent oldest = events.removeFirst();
        partitions.get(partitionOf(oldest.message().deviceId())).removeFirst();
        bytes -= oldest.size();
        dropped++;
    }

    /** {@return the partition of a device, which never changes} */
    static int partitionOf(String deviceId) {
        return Math.floorMod(deviceId.hashCode(), PARTITIONS);
    }

    /** {@return whether a device sent it, not the hub itself} */
    public static boolean isTelemetry(TelemetryMessage message) {
        return !message.systemProperties().containsKey(SOURCE);
    }

    /** {@return the matching messages, oldest first} */
    public synchronized List<TelemetryMessage> matching(Predicate<TelemetryMessage> which) {
        return events.stream().map(TelemetryEvent::message).filter(which).toList();
    }

    /** {@return the number of messages removed in favour of new ones} */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * Waits for a message; stored ones count. {@return the oldest matching message, or empty if none arrives in time}
     */
    public synchronized Optional<TelemetryMessage> await(Predicate<TelemetryMessage> which, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<TelemetryMessage> found =
                    events.stream().map(TelemetryEvent::message).filter(which).findFirst();
            long remaining = deadline - System.nanoTime();
            if (found.isPresent() || remaining <= 0) {
                return found;
            }
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
        }
    }

    /**
     * {@return the messages after a position in the order of all devices}
     *
     * @param place the number of messages before it, 0 for the oldest stored one, negative for those yet to arrive
     * @param atMost the maximum number to return
     * @param which the messages to return
     */
    public synchronized TelemetryPage after(long place, int atMost, Predicate<TelemetryMessage> which) {
        long end = dropped + events.size();
        long from = place < 0 ? end : Math.min(end, Math.max(place, dropped));
        List<TelemetryMessage> found = new ArrayList<>();
        Iterator<TelemetryEvent> rest = events.stream().skip(from - dropped).iterator();
        long next = from;
        while (rest.hasNext() && found.size() < atMost) {
            TelemetryMessage message = rest.next().message();
            next++;
            if (which.test(message)) {
                found.add(message);
            }
        }
        return new TelemetryPage(found, next, place <= 0 ? 0 : Math.max(0, dropped - place));
    }

    /** {@return the sequence number for a reader that starts at a position} */
    public synchronized long find(int partition, EventPosition position) {
        return partitions.get(partition).find(position);
    }

    /** {@return the stored events of a partition from a sequence number on, up to a maximum} */
    public synchronized List<TelemetryEvent> read(int partition, long sequenceNumber, int atMost) {
        return partitions.get(partition).from(sequenceNumber, atMost);
    }

    /** {@return when it was created} */
    public Instant createdTime() {
        return createdTime;
    }

    public synchronized PartitionState state(int partition) {
        return partitions.get(partition).state();
    }

    /**
     * Adds a listener for new events of a partition.
     *
     * @param listener runs after each message, on the thread that delivers it: must not block
     */
    public void addListener(int partition, Runnable listener) {
        listeners.get(partition).add(listener);
    }

    public void removeListener(int partition, Runnable listener) {
        listeners.get(partition).remove(listener);
    }
}
