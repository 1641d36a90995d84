package io.deckhand.core.internal.telemetry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.AgentException;
import io.deckhand.LossCause;
import io.deckhand.Priority;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes room for new messages, as {@link io.deckhand.Overflow} says, or refuses them. Not thread-safe: the outbox locks. */
final class Admission {
    /** How often a sender that waits for room checks whether other outboxes have freed some. */
    private static final long LOOK_NANOS = 100_000_000;

    private final Object lock;
    private final String deviceId;
    private final OutboxLimits limits;
    private final OutboxBudget.Account account;
    private final Backlog backlog;
    private final @Nullable Shelf shelf;
    private final Departures departures;
    private boolean sealed;

    /** {@code lock} is the outbox's, notified whenever a message leaves it. */
    Admission(
            Object lock,
            String deviceId,
            OutboxLimits limits,
            OutboxBudget.Account account,
            Backlog backlog,
            @Nullable Shelf shelf,
            Departures departures) {
        this.lock = lock;
        this.deviceId = deviceId;
        this.limits = limits;
        this.account = account;
        this.backlog = backlog;
        this.shelf = shelf;
        this.departures = departures;
    }

    /** Refuses all messages from now on. */
    void seal() {
        sealed = true;
        lock.notifyAll(); // senders that wait for room are refused
    }

    /**
     * Returns once there is room for a message of {@code bytes}; blocks only with {@code Overflow.BLOCK}. Throws an
     * {@link AgentException} if there is none.
     */
    void makeRoom(int bytes, Priority priority) {
        long blockedUntil = System.nanoTime() + limits.longestBlock().toNanos();
        while (!sealed && isFull(bytes)) {
            boolean changed = switch (limits.overflow()) {
                case REFUSE -> false;
                case BLOCK -> awaitRoom(blockedUntil);
                case DROP_OLDEST -> dropOldest(priority);
            };
            if (!changed) {
                throw new AgentException("The outbox of '" + deviceId + "' holds " + backlog.size() + " messages ("
                        + backlog.bytes() + " bytes) and accepts no more until the hub acknowledges some"
                        + (shelf != null && shelf.isDiskBehind() ? ", or the disk works again." : "."));
            }
        }
        if (sealed) {
            throw new AgentException("The agent of '" + deviceId + "' is closed: the message was not sent.");
        }
    }

    private boolean isFull(int more) {
        return shelf != null ? shelf.isFull(more) : isMemoryFull(more);
    }

    private boolean isMemoryFull(int more) {
        return backlog.size() >= limits.messages()
                || (backlog.size() > 0 && backlog.bytes() + more > limits.bytes())
                || !account.hasRoom(more);
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private boolean awaitRoom(long until) {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            NANOSECONDS.timedWait(
                    lock, Math.min(left, LOOK_NANOS)); // other outboxes do not announce the room that they free
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean dropOldest(Priority priority) {
        Optional<Parcel> dropped = backlog.dropFor(priority);
        dropped.ifPresent(parcel -> {
            account.holds(backlog.inMemory());
            departures.lost(parcel, LossCause.OVERFLOW, "The outbox was full, and newer messages replaced it.");
        });
        return dropped.isPresent();
    }
}
