package io.deckhand.core.internal.method;

import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.threads.AgentThreads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one direct method: some run, some wait, the rest is refused. Has a thread of the pool only for those that run,
 * so a handler that hangs holds up no method but its own.
 */
final class MethodLane {
    private final Handlers.Method method;
    private final AgentThreads threads;
    private final SharedSlots slots;
    private final PendingCall.Course course;
    private final Deque<PendingCall> waiting = new ArrayDeque<>();
    private int running;

    MethodLane(Handlers.Method method, AgentThreads threads, SharedSlots slots, PendingCall.Course course) {
        this.method = method;
        this.threads = threads;
        this.slots = slots;
        this.course = course;
    }

    Handlers.Method method() {
        return method;
    }

    PendingCall.Course course() {
        return course;
    }

    /** {@return false if the method is busy and its queue full} */
    boolean offer(PendingCall call) {
        synchronized (waiting) {
            if (!takeSlot()) {
                return waiting.size() < method.limits().queue() && waiting.add(call);
            }
        }
        threads.run(call);
        return true;
    }

    /** The first slot is the method's own; the others are shared with all methods. */
    private boolean takeSlot() {
        boolean taken = running == 0 || (running < method.limits().concurrency() && slots.take(this));
        if (taken) {
            running++;
        }
        return taken;
    }

    /** Takes back a call that need not run any more, so that it holds no place in the queue. */
    void withdraw(PendingCall call) {
        synchronized (waiting) {
            waiting.remove(call);
        }
    }

    /** Starts calls that wait, now that a shared slot is free; asked again only if it ends for want of one. */
    void startWaiting() {
        for (PendingCall call = nextWaiting(); call != null; call = nextWaiting()) {
            threads.run(call);
        }
    }

    private @Nullable PendingCall nextWaiting() {
        synchronized (waiting) {
            return waiting.isEmpty() || !takeSlot() ? null : waiting.remove();
        }
    }

    /** Runs a call that has a slot, and then those that wait for one. */
    void work(PendingCall first) {
        for (PendingCall call = first; call != null; call = next()) {
            CompletableFuture<Void> over = course.run(call);
            if (!over.isDone()) {
                over.whenComplete((nothing, failure) -> threads.run(this::workOn));
                return;
            }
        }
    }

    private void workOn() {
        PendingCall call = next();
        if (call != null) {
            work(call);
        }
    }

    private @Nullable PendingCall next() {
        boolean shared;
        synchronized (waiting) {
            PendingCall call = waiting.poll();
            if (call != null) {
                return call;
            }
            running--;
            shared = running > 0;
        }
        if (shared) {
            slots.release();
        }
        return null;
    }
}
