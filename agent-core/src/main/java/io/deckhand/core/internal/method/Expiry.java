package io.deckhand.core.internal.method;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calls whose time is up. The timer has one task for all of them, at the earliest time that one may be up: most calls are
 * answered long before, and would each have woken the timer for nothing.
 */
final class Expiry {
    /** How much later than its time a call may be found, so that many with times close by are found at once. */
    private static final long TOLERANCE = Duration.ofMillis(5).toNanos();

    private final AgentThreads threads;
    private final PendingCalls pending;
    private final Consumer<PendingCall> expired;

    /** When calls are looked through next, if at all. Read without the lock by whoever is in no hurry. */
    private volatile @Nullable Look next;

    private record Look(long nanos, Future<?> task) {}

    /** {@code expired} is told on the timer's thread, and hands over. */
    Expiry(AgentThreads threads, PendingCalls pending, Consumer<PendingCall> expired) {
        this.threads = threads;
        this.pending = pending;
        this.expired = expired;
    }

    /** Sees to it that this call, which is among the pending ones already, is found when its time is up. */
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
            // Every call was answered when the agent was closed.
        }
    }

    private void look() {
        synchronized (this) {
            next = null;
        }
        long now = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (PendingCall call : pending.list()) { // one that is added after this sees that nothing is planned
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
