package io.deckhand.core.internal.dispatch;

import io.deckhand.core.internal.handler.Handlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one direct method: some run, some wait, the rest is refused. Has a thread of the pool only for those that run,
 * so a handler that hangs holds up no method but its own.
 */
final class MethodLane {
    private final Handlers.Method method;
    private final AgentThreads threads;
    private final Consumer<PendingCall> work;
    private final Deque<PendingCall> waiting = new ArrayDeque<>();
    private int running;

    MethodLane(Handlers.Method method, AgentThreads threads, Consumer<PendingCall> work) {
        this.method = method;
        this.threads = threads;
        this.work = work;
    }

    Handlers.Method method() {
        return method;
    }

    /** {@return false if the method is busy and its queue is full} */
    boolean offer(PendingCall call) {
        synchronized (waiting) {
            if (running >= method.limits().concurrency()) {
                return waiting.size() < method.limits().queue() && waiting.add(call);
            }
            running++;
        }
        threads.run(() -> work(call));
        return true;
    }

    /** Takes back a call that need not run any more, so that it holds no place in the queue. */
    void withdraw(PendingCall call) {
        synchronized (waiting) {
            waiting.remove(call);
        }
    }

    private void work(PendingCall first) {
        for (PendingCall call = first; call != null; call = next()) {
            work.accept(call);
        }
    }

    private @Nullable PendingCall next() {
        synchronized (waiting) {
            PendingCall call = waiting.poll();
            if (call == null) {
                running--;
            }
            return call;
        }
    }
}
