package io.deckhand.gateway.internal.threads;

import io.deckhand.core.internal.threads.Workers;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of all devices of a gateway, but for the event loops: a timer, a few for steps of the agents' own, a few for what blocks
 * while connecting, and a pool for handlers. Idle ones end.
 */
public final class GatewayThreads {
    private static final long IDLE_SECONDS = 10;
    private static final int STEPPERS = 2;
    private static final int BLOCKERS = 8;

    /** Threads of handlers that take long are replaced, but not without end. */
    private static final int SPARES_FOR_EACH = 15;

    private static final long LOOK_MILLIS = 100;

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor steps = pool("step", STEPPERS);
    private final ThreadPoolExecutor blocking = pool("blocking", BLOCKERS);
    private final ThreadPoolExecutor handlers;
    private final FairPool fair;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** {@code handlerThreads} work for handlers at a time, {@code perDevice} of them for one device at most. */
    public GatewayThreads(int handlerThreads, int perDevice) {
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon("timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        AtomicInteger number = new AtomicInteger();
        handlers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon("handler-" + number.incrementAndGet(), task));
        fair = new FairPool(handlers, handlerThreads, handlerThreads * (1 + SPARES_FOR_EACH), perDevice);
    }

    private static ThreadPoolExecutor pool(String role, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(role + "-" + number.incrementAndGet(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(String role, Runnable task) {
        Thread thread = new Thread(task, "deckhand-gateway-" + role);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return for short work of the gateway's own} */
    public Executor steps() {
        return steps;
    }

    /** Runs a task that only hands over, after a while. */
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(task, delay, unit);
    }

    /** {@return the share of one device} */
    public Workers share(Runnable closed) {
        return new DeviceWorkers(closed);
    }

    /** Looks for threads to replace for as long as somebody waits for one. */
    private void lookAfterWaiting() {
        if (fair.isWaitedFor() && looking.compareAndSet(false, true)) {
            try {
                timer.schedule(
                        () -> {
                            looking.set(false);
                            fair.startThread();
                            lookAfterWaiting();
                        },
                        LOOK_MILLIS,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                looking.set(false);
            }
        }
    }

    /** Ends all threads, interrupting those that work. Does not wait. */
    public void close() {
        timer.shutdownNow();
        steps.shutdownNow();
        blocking.shutdownNow();
        handlers.shutdownNow();
    }

    private final class DeviceWorkers implements Workers {
        private final FairPool.Share share = fair.share();
        private final Runnable onClose;
        private volatile boolean closed;

        DeviceWorkers(Runnable onClose) {
            this.onClose = onClose;
        }

        @Override
        public void runHandler(Runnable task) {
            share.execute(task);
            lookAfterWaiting();
        }

        @Override
        public void runStep(Runnable task) {
            steps.execute(task);
        }

        @Override
        public void runBlocking(Runnable task) {
            blocking.execute(task);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (closed) {
                throw new RejectedExecutionException("The agent is closed");
            }
            return timer.schedule(() -> runUnlessClosed(task), delay, unit);
        }

        private void runUnlessClosed(Runnable task) {
            if (!closed) {
                task.run();
            }
        }

        @Override
        public void close() {
            closed = true;
            share.close();
            onClose.run();
        }
    }
}
