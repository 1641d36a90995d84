package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The last telemetry messages a hub received. It outlives restarts of the hub, for the tests that read it. */
public final class TelemetryLog {
    private static final int CAPACITY = 10_000;

    private final Deque<TelemetryMessage> messages = new ArrayDeque<>();
    private long dropped;

    public synchronized void add(TelemetryMessage message) {
        if (messages.size() == CAPACITY) {
            messages.removeFirst();
            dropped++;
        }
        messages.addLast(message);
        notifyAll();
    }

    /** {@return what matches, oldest first} */
    public synchronized List<TelemetryMessage> matching(Predicate<TelemetryMessage> which) {
        return messages.stream().filter(which).toList();
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
            Optional<TelemetryMessage> found = messages.stream().filter(which).findFirst();
            long remaining = deadline - System.nanoTime();
            if (found.isPresent() || remaining <= 0) {
                return found;
            }
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
        }
    }
}
