package io.deckhand.core.internal.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.core.internal.threads.AgentThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds waiting messages whose time to live has ended. Without a shelf, each has a timer; with one, they are checked
 * together, since messages on disk have no timers. A message under way may still be in time.
 */
final class TimesToLive {
    /** The shortest interval between two checks for expired messages on disk. */
    private static final long SWEEP_MILLIS = 200;

    private final Object lock;
    private final AgentThreads threads;
    private final Executor callbacks;
    private final Backlog backlog;
    private final @Nullable Shelf shelf;
    private final Consumer<Shelf.Expired> expired;
    private boolean sweeping;
    private long sweepAt;

    /**
     * {@code lock} is the outbox's. {@code expired} is called with it, for each message that has expired and has been
     * removed from the backlog.
     */
    TimesToLive(
            Object lock,
            AgentThreads threads,
            Executor callbacks,
            Backlog backlog,
            @Nullable Shelf shelf,
            Consumer<Shelf.Expired> expired) {
        this.lock = lock;
        this.threads = threads;
        this.callbacks = callbacks;
        this.backlog = backlog;
        this.shelf = shelf;
        this.expired = expired;
    }

    /** A message was added to the backlog. Called without the lock. */
    void added(Parcel parcel) {
        Long expiry = parcel.envelope().expiry();
        if (expiry == null) {
            return;
        }
        if (shelf == null) {
            expireAt(expiry, parcel);
        } else {
            synchronized (lock) {
                sweepIn(shelf, MILLISECONDS.convert(expiry - System.nanoTime(), NANOSECONDS));
            }
        }
    }

    private void expireAt(long expiry, Parcel parcel) {
        try {
            var timer = threads.schedule(
                    () -> callbacks.execute(() -> expire(parcel)), expiry - System.nanoTime(), NANOSECONDS);
            parcel.whenComplete((nothing, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException closing) {
            // Closing gives up all messages anyway.
        }
    }

    private void expire(Parcel parcel) {
        synchronized (lock) {
            if (backlog.remove(parcel)) {
                expired.accept(new Shelf.Expired(parcel.number(), parcel));
            }
        }
    }

    /** Checks all messages on a shelf now, and from then on whenever the next one expires. Called with the lock. */
    void sweep(Shelf from) {
        sweeping = false;
        for (Parcel parcel : backlog.expired()) {
            backlog.remove(parcel);
            expired.accept(new Shelf.Expired(parcel.number(), parcel));
        }
        from.takeExpired().forEach(expired);
        Long next = from.untilExpiry();
        if (next != null) {
            sweepIn(from, next);
        }
    }

    private void sweepIn(Shelf from, long millis) {
        long at = System.nanoTime() + MILLISECONDS.toNanos(Math.max(SWEEP_MILLIS, millis));
        if (sweeping && sweepAt - at <= 0) {
            return;
        }
        sweeping = true;
        sweepAt = at;
        try {
            threads.schedule(() -> callbacks.execute(() -> sweepIfDue(from)), at - System.nanoTime(), NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // The next agent checks when it starts.
        }
    }

    private void sweepIfDue(Shelf from) {
        synchronized (lock) {
            if (sweeping && System.nanoTime() - sweepAt >= 0) {
                sweep(from);
            }
        }
    }
}
