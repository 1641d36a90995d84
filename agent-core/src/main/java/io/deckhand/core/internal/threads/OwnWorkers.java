package io.deckhand.core.internal.threads;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that belong to one agent: a timer and a pool.
 *
 * <p>The pool is bounded by its users: each lane takes at most one thread, each direct method one of its own, and all
 * of them together as many more as there are shared slots. So a handler that hangs can never take the last thread of
 * another, which could happen in a pool of fixed size. Idle threads end.
 */
final class OwnWorkers implements Workers {
    private static final long IDLE_SECONDS = 10;

    private final String deviceId;
    private final ExecutorService pool;
    private final ScheduledThreadPoolExecutor timer;

    /** {@code virtual} asks for virtual threads, one per task; an older JVM uses platform threads. */
    OwnWorkers(String deviceId, boolean virtual) {
        this(
                deviceId,
                virtual ? VirtualThreads.named("deckhand-" + deviceId + "-handler-") : Optional.empty(),
                numbered(deviceId));
    }

    OwnWorkers(String deviceId, Optional<ThreadFactory> light, ThreadFactory platform) {
        this.deviceId = deviceId;
        this.pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                light.isPresent() ? 0 : IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                light.orElse(platform));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> thread(deviceId, "timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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

    @Override
    public void runHandler(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void runStep(Runnable task) {
        pool.execute(task);
    }

    /**
     * Always a platform thread: the Azure SDK blocks inside monitors, which would pin the carrier of a virtual thread.
     */
    @Override
    public void runBlocking(Runnable task) {
        thread(deviceId, "connection", task).start();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer.schedule(task, delay, unit);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.shutdownNow();
    }
}
