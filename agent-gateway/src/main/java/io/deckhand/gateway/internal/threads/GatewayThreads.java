package io.deckhand.gateway.internal.threads;

import io.deckhand.core.internal.threads.VirtualThreads;
import io.deckhand.core.internal.threads.Workers;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of all devices of a gateway, except the event loops: a timer, a few for the agents' short steps, a few
 * for blocking steps of connecting, and a pool for handlers. Idle threads end.
 */
public final class GatewayThreads {
    private static final long IDLE_SECONDS = 10;
    private static final int STEPPERS = 2;
    private static final int BLOCKERS = 8;

    /** How often threads of long-running handlers may be replaced, per regular thread. */
    private static final int SPARES_FOR_EACH = 15;

    private static final long LOOK_MILLIS = 100;

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor steps = pool("step", STEPPERS);
    private final ThreadPoolExecutor blocking = pool("blocking", BLOCKERS);
    private final ThreadPoolExecutor handlers;
    private final FairPool fair;
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * {@code handlerThreads} run handlers at a time, at most {@code perDevice} of them for one device. {@code virtual} asks
     * for virtual threads for handlers; an older JVM uses platform threads.
     */
    public GatewayThreads(int handlerThreads, int perDevice, boolean virtual) {
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon("timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Optional<ThreadFactory> light = virtual ? VirtualThreads.named("deckhand-gateway-handler-") : Optional.empty();
        handlers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                light.isPresent() ? 0 : IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                light.orElse(numbered("handler")));
        fair = new FairPool(handlers, handlerThreads, handlerThreads * (1 + SPARES_FOR_EACH), perDevice);
    }

    private static ThreadFactory numbered(String role) {
        AtomicInteger number = new AtomicInteger();
        return task -> daemon(role + "-" + number.incrementAndGet(), task);
    }

    private static ThreadPoolExecutor pool(String role, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), numbered(role));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(String role, Runnable task) {
        Thread thread = new Thread(task, "deckhand-gateway-" + role);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return an executor for the gateway's own short tasks} */
    public Executor steps() {
        return steps;
    }

    /** Runs a non-blocking task after a delay. */
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(task, delay, unit);
    }

    /** {@return the share of one device} */
    public Workers share(Runnable closed) {
        return new DeviceWorkers(closed);
    }

    /** Checks for threads to replace as long as a device waits for one. */
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

    /** Ends all threads, and interrupts busy ones. Does not wait. */
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
