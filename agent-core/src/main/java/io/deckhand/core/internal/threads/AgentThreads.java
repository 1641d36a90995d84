package io.deckhand.core.internal.threads;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How one agent runs things: at once on its {@link Workers}, in order on a {@link Lane}, or later. */
public final class AgentThreads {
    private static final Logger log = LoggerFactory.getLogger(AgentThreads.class);

    private static final long ANOTHER_TRY_SECONDS = 1;

    private final String deviceId;
    private final Workers workers;

    /** On threads of its own; {@code virtual} asks for virtual threads, where the JVM has them. */
    public AgentThreads(String deviceId, boolean virtual) {
        this(deviceId, new OwnWorkers(deviceId, virtual));
    }

    /** On threads that may be shared with other agents. */
    public AgentThreads(String deviceId, Workers workers) {
        this.deviceId = deviceId;
        this.workers = workers;
    }

    /** For tests: on threads of their own making. */
    AgentThreads(String deviceId, ThreadFactory handlers) {
        this(deviceId, new OwnWorkers(deviceId, Optional.empty(), handlers));
    }

    /** Runs something for handlers, later if the machine has no thread for it now; once closed, it does not. */
    public void run(Runnable task) {
        handOver(workers::runHandler, task);
    }

    private void handOver(Executor to, Runnable task) {
        try {
            to.execute(task);
        } catch (RejectedExecutionException closed) {
            // The agent is closed: what was accepted has been answered or counted as lost by then.
        } catch (OutOfMemoryError noThread) {
            log.error("{}: no thread for a task; it is tried again", deviceId, noThread);
            runLater(to, task);
        }
    }

    /** A lane waits for its task, and whatever comes after it waits too: the task must run sometime. */
    private void runLater(Executor to, Runnable task) {
        try {
            workers.schedule(() -> handOver(to, task), ANOTHER_TRY_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            // As above.
        } catch (OutOfMemoryError noTimer) {
            log.error("{}: nor one for the timer, which has it and runs it with its next task", deviceId, noTimer);
        }
    }

    /** {@return a lane of its own for handlers: its tasks run one at a time, in order, and any number may wait} */
    public Lane lane() {
        return lane(1, Integer.MAX_VALUE);
    }

    /** {@return a lane that runs so many tasks at a time, and lets so many wait} */
    public Lane lane(int concurrency, int queue) {
        return lane(concurrency, queue, new SharedSlots(concurrency));
    }

    /** {@return a lane with a slot of its own, which shares the others} */
    public Lane lane(int concurrency, int queue, SharedSlots slots) {
        return new Lane(this::run, concurrency, queue, slots);
    }

    /** {@return a lane for short steps of the agent's own, one at a time: no handler can hold them up} */
    public Lane stepLane() {
        return new Lane(task -> handOver(workers::runStep, task), 1, Integer.MAX_VALUE, new SharedSlots(1));
    }

    /** {@return runs what blocks for seconds, each on a thread for it alone} */
    public Executor blocking() {
        return workers::runBlocking;
    }

    /**
     * Runs a short task that only hands over, after a while; nothing of the application's runs here.
     *
     * @throws RejectedExecutionException once closed
     */
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return workers.schedule(task, delay, unit);
    }

    /** Ends all threads of its own, interrupting those that work. Does not wait: a handler may never return. */
    public void close() {
        workers.close();
    }
}
