package io.deckhand.core.internal.threads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in order, a limited number of them at the same time; the others wait, and tasks that exceed the queue are
 * refused. It takes a pool thread only for each running task, so a task that hangs delays no other lane.
 */
public final class Lane implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Where threads are shared and scarce, a lane that is never empty must not occupy one permanently. */
    private static final long SLICE_NANOS = 10_000_000;

    /**
     * A task that may continue after it returned, and keeps its slot until it is over: a handler that returns a stage.
     */
    public interface Lasting extends Runnable {
        /** {@return completes when the task is over; called once, after the task returned} */
        CompletableFuture<Void> over();
    }

    private final Executor threads;
    private final int concurrency;
    private final int queue;
    private final SharedSlots slots;
    private @Nullable Deque<Runnable> waiting; // most lanes of an agent never have two tasks at a time
    private int running;

    /** {@code slots} provides the slots beyond the first; {@code queue} is how many tasks may wait. */
    Lane(Executor threads, int concurrency, int queue, SharedSlots slots) {
        this.threads = threads;
        this.concurrency = concurrency;
        this.queue = queue;
        this.slots = slots;
    }

    /**
     * Runs a task, or throws {@link RejectedExecutionException} if the queue is full. The queue of {@link
     * AgentThreads#lane()} is never full.
     */
    @Override
    public void execute(Runnable task) {
        if (!offer(task)) {
            throw new RejectedExecutionException(queue + " tasks wait already");
        }
    }

    /** {@return false if all slots are taken and the queue is full} */
    public boolean offer(Runnable task) {
        synchronized (this) {
            if (!takeSlot()) {
                return enqueue(task);
            }
        }
        threads.execute(() -> work(task));
        return true;
    }

    private boolean enqueue(Runnable task) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        return waiting.size() < queue && waiting.add(task);
    }

    /** The first slot is the lane's own; the others are shared. */
    private boolean takeSlot() {
        boolean taken = running == 0 || (running < concurrency && slots.take(this));
        if (taken) {
            running++;
        }
        return taken;
    }

    /** Removes a task that no longer needs to run, so that it takes no place in the queue. */
    public synchronized void withdraw(Runnable task) {
        if (waiting != null) {
            waiting.remove(task);
        }
    }

    /** Starts waiting tasks, now that a shared slot is free. It is called again only if it ended for lack of a slot. */
    void startWaiting() {
        for (Runnable task = nextWaiting(); task != null; task = nextWaiting()) {
            Runnable started = task;
            threads.execute(() -> work(started));
        }
    }

    private synchronized @Nullable Runnable nextWaiting() {
        return waiting == null || waiting.isEmpty() || !takeSlot() ? null : waiting.remove();
    }

    /** Runs a task that has a slot, and then waiting tasks; returns the thread from time to time, for other lanes. */
    private void work(Runnable first) {
        long end = System.nanoTime() + SLICE_NANOS;
        for (Runnable task = first; task != null; task = next()) {
            if (task != first && System.nanoTime() - end > 0) {
                Runnable later = task;
                threads.execute(() -> work(later));
                return;
            }
            run(task);
            if (task instanceof Lasting lasting && !lasting.over().isDone()) {
                lasting.over().whenComplete((nothing, failure) -> threads.execute(this::workOn));
                return;
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error(
                    "A task of the agent failed",
                    e); // a bug in the agent: exceptions of handlers are caught at the call
        }
    }

    private void workOn() {
        Runnable task = next();
        if (task != null) {
            work(task);
        }
    }

    private @Nullable Runnable next() {
        boolean shared;
        synchronized (this) {
            Runnable task = waiting == null ? null : waiting.poll();
            if (task != null) {
                return task;
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
