package io.deckhand.core.internal.threads;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tasks of one agent: immediately on its {@link Workers}, in order on a {@link Lane}, or after a delay. */
public final class AgentThreads {
    private static final Logger log = LoggerFactory.getLogger(AgentThreads.class);

    private static final long ANOTHER_TRY_SECONDS = 1;

    private final String deviceId;
    private final Workers workers;
    private final Executor handlers = this::run;

    /** With its own threads; {@code virtual} asks for virtual threads, if the JVM has them. */
    public AgentThreads(String deviceId, boolean virtual) {
        this(deviceId, new OwnWorkers(deviceId, virtual));
    }

    /** With threads that may be shared with other agents. */
    public AgentThreads(String deviceId, Workers workers) {
        this.deviceId = deviceId;
        this.workers = workers;
    }

    /** For tests, which supply the threads. */
    AgentThreads(String deviceId, ThreadFactory handlers) {
        this(deviceId, new OwnWorkers(deviceId, Optional.empty(), handlers));
    }

    /** {@return the device id that thread names and log lines bear} */
    public String deviceId() {
        return deviceId;
    }

    /**
     * Runs a task on a handler thread, or later if the machine cannot create a thread now. Does nothing once closed.
     */
    public void run(Runnable task) {
        handOver(Workers::runHandler, task);
    }

    private void handOver(BiConsumer<Workers, Runnable> to, Runnable task) {
        try {
            to.accept(workers, task);
        } catch (RejectedExecutionException closed) {
            // The agent is closed: everything accepted has been answered or counted as lost by now.
        } catch (OutOfMemoryError noThread) {
            log.error("{}: could not create a thread for a task; trying again", deviceId, noThread);
            runLater(to, task);
        }
    }

    /** The task must run eventually: its lane, and all later tasks of the lane, wait for it. */
    private void runLater(BiConsumer<Workers, Runnable> to, Runnable task) {
        try {
            workers.schedule(() -> handOver(to, task), ANOTHER_TRY_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            // As above.
        } catch (OutOfMemoryError noTimer) {
            log.error(
                    "{}: could not create a thread for the timer; it runs the task with its next one",
                    deviceId,
                    noTimer);
        }
    }

    /** {@return a new lane for handlers: its tasks run one at a time, in order, and any number may wait} */
    public Lane lane() {
        return lane(1, Integer.MAX_VALUE);
    }

    /** {@return a lane that runs up to {@code concurrency} tasks at a time, and lets up to {@code queue} tasks wait} */
    public Lane lane(int concurrency, int queue) {
        return lane(concurrency, queue, concurrency == 1 ? SharedSlots.NONE : new SharedSlots(concurrency));
    }

    /** {@return a lane with one slot of its own; its other slots are shared} */
    public Lane lane(int concurrency, int queue, SharedSlots slots) {
        return new Lane(handlers, concurrency, queue, slots);
    }

    /** {@return a lane for the agent's own short steps, one at a time: no handler can delay them} */
    public Lane stepLane() {
        return new Lane(task -> handOver(Workers::runStep, task), 1, Integer.MAX_VALUE, SharedSlots.NONE);
    }

    /** {@return an executor for tasks that block for seconds, each on a thread of its own} */
    public Executor blocking() {
        return workers::runBlocking;
    }

    /**
     * Runs a short, non-blocking task after a delay; never runs application code.
     *
     * @throws RejectedExecutionException once closed
     */
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return workers.schedule(task, delay, unit);
    }

    /** Ends all its own threads, and interrupts busy ones. Does not wait for them: a handler may never return. */
    public void close() {
        workers.close();
    }
}
