package io.deckhand.core.internal.method;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls whose deadline has passed. One timer task serves all calls, scheduled for the earliest deadline: most
 * calls are answered long before theirs, and a task for each would wake the timer unnecessarily.
 */
final class Expiry {
    /**
     * How much later than its deadline a call may be found, so that one check finds many calls with close deadlines.
     */
    private static final long TOLERANCE = Duration.ofMillis(5).toNanos();

    private final AgentThreads threads;
    private final PendingCalls pending;
    private final Consumer<PendingCall> expired;

    /** The next scheduled check, if there is one. Read without the lock for calls with a later deadline. */
    private volatile @Nullable Look next;

    private record Look(long nanos, Future<?> task) {}

    /** {@code expired} is called on the timer's thread, and must not block. */
    Expiry(AgentThreads threads, PendingCalls pending, Consumer<PendingCall> expired) {
        this.threads = threads;
        this.pending = pending;
        this.expired = expired;
    }

    /** Makes sure that a check finds this call after its deadline. The call must already be among the pending ones. */
    void watch(PendingCall call) {
        lookBy(call.endNanos());
    }

    private void lookBy(long nanos) {
        Look planned = next;
        if (planned == null || nanos - planned.nanos() < 0) {
            plan(nanos);
        }
    }

    private synchronized void plan(long nanos) {
        Look planned = next;
        if (planned != null) {
            if (planned.nanos() - nanos <= 0) {
                return;
            }
            planned.task().cancel(false);
        }
        try {
            next = new Look(nanos, threads.schedule(this::look, nanos - System.nanoTime(), NANOSECONDS));
        } catch (RejectedExecutionException closed) {
            // The agent is closed, and has answered every call.
        }
    }

    private void look() {
        synchronized (this) {
            next = null;
        }
        long now = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (PendingCall call : pending.list()) { // a call that is added after this finds no scheduled check
            long left = call.endNanos() - now;
            if (left > 0) {
                least = Math.min(least, left);
            } else if (call.findExpired()) {
                expired.accept(call);
            }
        }
        if (least < Long.MAX_VALUE) {
            lookBy(now + Math.max(least, TOLERANCE));
        }
    }
}
