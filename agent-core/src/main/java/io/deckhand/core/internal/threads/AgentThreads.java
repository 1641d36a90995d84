package io.deckhand.core.internal.threads;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one agent: a timer, and a pool that handlers run on.
 *
 * <p>The pool is bounded by its users: each lane takes one thread at most, each direct method one of its own, and all of them
 * together as many more as there are shared slots. So a handler that hangs can never take the last thread of another,
 * as it could from a pool with a number for a limit. Idle threads end.
 */
public final class AgentThreads {
    private static final Logger log = LoggerFactory.getLogger(AgentThreads.class);

    private static final long IDLE_SECONDS = 10;
    private static final long ANOTHER_TRY_SECONDS = 1;

    private final String deviceId;
    private final ExecutorService handlers;
    private final ScheduledThreadPoolExecutor timer;

    /** {@code virtual} asks for virtual threads, which are made for one task each; an older JVM has platform threads. */
    public AgentThreads(String deviceId, boolean virtual) {
        this(
                deviceId,
                virtual ? VirtualThreads.named("deckhand-" + deviceId + "-handler-") : Optional.empty(),
                numbered(deviceId));
    }

    /** For tests: on threads of their own making. */
    AgentThreads(String deviceId, ThreadFactory handlers) {
        this(deviceId, Optional.empty(), handlers);
    }

    private AgentThreads(String deviceId, Optional<ThreadFactory> light, ThreadFactory platform) {
        this.deviceId = deviceId;
        this.handlers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                light.isPresent() ? 0 : IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                light.orElse(platform));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> thread("timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public Thread thread(String role, Runnable task) {
        return thread(deviceId, role, task);
    }

    private static Thread thread(String deviceId, String role, Runnable task) {
        Thread thread = new Thread(task, "deckhand-" + deviceId + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    private static ThreadFactory numbered(String deviceId) {
        AtomicInteger number = new AtomicInteger();
        return task -> thread(deviceId, "handler-" + number.incrementAndGet(), task);
    }

    /** Runs something on the pool, later if the machine has no thread for it now; once closed, it does not. */
    public void run(Runnable task) {
        try {
            handlers.execute(task);
        } catch (RejectedExecutionException closed) {
            // The agent is closed: what was accepted has been answered or counted as lost by then.
        } catch (OutOfMemoryError noThread) {
            log.error("{}: no thread for a task; it is tried again", deviceId, noThread);
            runLater(task);
        }
    }

    /** A lane whose task came to nothing would wait for it for ever, and so would all that comes after. */
    private void runLater(Runnable task) {
        try {
            timer.schedule(() -> run(task), ANOTHER_TRY_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            // As above.
        } catch (OutOfMemoryError noTimer) {
            log.error("{}: nor one for the timer, which has it and runs it with its next task", deviceId, noTimer);
        }
    }

    /** {@return a lane of its own on the pool: its tasks run one at a time, in order, and any number may wait} */
    public Lane lane() {
        return lane(1, Integer.MAX_VALUE);
    }

    /** {@return a lane that runs so many tasks at a time, and lets so many wait} */
    public Lane lane(int concurrency, int queue) {
        return lane(concurrency, queue, new SharedSlots(concurrency));
    }

    /** {@return a lane with a slot of its own, which shares the others} */
    public Lane lane(int concurrency, int queue, SharedSlots slots) {
        return new Lane(this, concurrency, queue, slots);
    }

    /** For short tasks that only hand over; nothing of the application's runs here. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** Ends all threads, interrupting those that work. Does not wait: a handler may never return. */
    public void close() {
        timer.shutdownNow();
        handlers.shutdownNow();
    }
}
