package io.deckhand.gateway.internal.threads;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool that many devices share. Devices with tasks take turns, one task each, and none takes more than its
 * share of the threads. A task that takes very long counts only against its device's share: its thread is replaced, up
 * to a limit, so that hanging handlers delay no other device.
 */
final class FairPool {
    private static final long LONG_NANOS = 200_000_000;

    private final Executor threads;
    private final int regular;
    private final int most;
    private final int perDevice;

    private final Object lock = new Object();
    private final Queue<Share> turns = new ArrayDeque<>();
    private final Map<Thread, Long> busySince = new HashMap<>();
    private int running;

    /**
     * {@code threads} starts or reuses a thread for each task; {@code regular} is how many threads work at a time,
     * {@code most} how many there are at most, including those with long tasks.
     */
    FairPool(Executor threads, int regular, int most, int perDevice) {
        this.threads = threads;
        this.regular = regular;
        this.most = most;
        this.perDevice = perDevice;
    }

    /** The part of the pool that one device may use. */
    final class Share {
        private final Queue<Runnable> waiting = new ArrayDeque<>(2);
        private final Set<Thread> working = new HashSet<>(2);
        private int taken;
        private boolean hasTurn;
        private boolean closed;

        /** Runs a task when this device's turn comes. */
        void execute(Runnable task) {
            synchronized (lock) {
                if (closed) {
                    throw new RejectedExecutionException("The agent is closed");
                }
                waiting.add(task);
                queueUp();
            }
            startThread();
        }

        private void queueUp() {
            if (!hasTurn && !waiting.isEmpty() && taken < perDevice) {
                hasTurn = true;
                turns.add(this);
            }
        }

        /** Discards waiting tasks, and interrupts running ones. */
        void close() {
            synchronized (lock) {
                closed = true;
                waiting.clear();
                working.forEach(Thread::interrupt);
            }
        }
    }

    Share share() {
        return new Share();
    }

    /** Starts one more thread if tasks are waiting. Repeated calls replace threads whose tasks take long. */
    void startThread() {
        synchronized (lock) {
            if (turns.isEmpty() || running >= most || running - stuck() >= regular) {
                return;
            }
            running++;
        }
        try {
            threads.execute(this::work);
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            synchronized (lock) {
                running--; // the next task, or the next check, tries again
            }
        }
    }

    private int stuck() {
        if (running < regular) {
            return 0; // below the limit, so there is no need to count
        }
        long now = System.nanoTime();
        int stuck = 0;
        for (long since : busySince.values()) {
            if (now - since > LONG_NANOS) {
                stuck++;
            }
        }
        return stuck;
    }

    private void work() {
        Thread own = Thread.currentThread();
        for (Share share = nextTurn(own); share != null; share = nextTurn(own)) {
            Runnable task = begin(share, own);
            try {
                if (task != null) {
                    task.run();
                }
            } finally {
                end(share, own);
            }
        }
    }

    private @Nullable Share nextTurn(Thread own) {
        synchronized (lock) {
            Share share = running - stuck() > regular
                    ? null
                    : turns.poll(); // no longer needed, now that long tasks have ended
            if (share == null) {
                running--;
                busySince.remove(own);
            }
            return share;
        }
    }

    private @Nullable Runnable begin(Share share, Thread own) {
        synchronized (lock) {
            share.hasTurn = false;
            Runnable task = share.waiting.poll();
            share.taken++;
            share.working.add(own);
            busySince.put(own, System.nanoTime());
            share.queueUp();
            return task;
        }
    }

    private void end(Share share, Thread own) {
        synchronized (lock) {
            share.taken--;
            share.working.remove(own);
            busySince.remove(own);
            if (share.closed) {
                Thread.interrupted(); // a late interrupt must not affect the next task of this thread
            }
            share.queueUp();
        }
    }

    /** {@return whether any device waits for a thread} */
    boolean isWaitedFor() {
        synchronized (lock) {
            return !turns.isEmpty();
        }
    }
}
