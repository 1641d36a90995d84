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
 * The last telemetry messages a hub received, so many and of so many bytes: for tests in the order they came, for back ends in partitions by device. It
 * outlives restarts of the hub, for the tests that read it.
 */
public final class TelemetryLog {
    /** The name back ends know it by. */
    public static final String EVENT_HUB = "iothub-ehub-local";

    public static final int PARTITIONS = 4;

    private static final int CAPACITY = 10_000;

    /** What a small machine can spare: 256 of the largest messages. */
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
     * Adds a message; the oldest make way for it.
     *
     * @param size how many bytes body and properties take
     */
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
        partitions.get(partitionOf(oldest.message().deviceId())).remove(oldest);
        bytes -= oldest.size();
        dropped++;
    }

    /** {@return the partition with all messages of a device, the same one for ever} */
    static int partitionOf(String deviceId) {
        return Math.floorMod(deviceId.hashCode(), PARTITIONS);
    }

    /** {@return what matches, oldest first} */
    public synchronized List<TelemetryMessage> matching(Predicate<TelemetryMessage> which) {
        return events.stream().map(TelemetryEvent::message).filter(which).toList();
    }

    /** {@return how many old messages made way for new ones} */
    public synchronized long dropped() {
        return dropped;
    }

    /** Waits for a message, one already here included. {@return the oldest that matches, or nothing in this time} */
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
     * {@return the messages that came after a place in the order of all devices}
     *
     * @param place how many messages came before, 0 for the oldest that is kept, a negative one for those yet to come
     * @param atMost how many to return
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

    /** {@return the sequence number at which a reader begins that asks for this position} */
    public synchronized long find(int partition, EventPosition position) {
        return partitions.get(partition).find(position);
    }

    /** {@return the first events of a partition that still are here, from a sequence number on} */
    public synchronized List<TelemetryEvent> read(int partition, long sequenceNumber, int atMost) {
        return partitions.get(partition).from(sequenceNumber, atMost);
    }

    /** {@return since when it takes messages} */
    public Instant createdTime() {
        return createdTime;
    }

    public synchronized PartitionState state(int partition) {
        return partitions.get(partition).state();
    }

    /**
     * Lets somebody hear of what comes into a partition.
     *
     * @param listener runs after each message, on the thread that brought it: may not wait
     */
    public void addListener(int partition, Runnable listener) {
        listeners.get(partition).add(listener);
    }

    public void removeListener(int partition, Runnable listener) {
        listeners.get(partition).remove(listener);
    }
}
