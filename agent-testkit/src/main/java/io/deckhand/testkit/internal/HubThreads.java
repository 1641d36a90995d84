package io.deckhand.testkit.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Names the hub's threads: all are daemons and begin with {@code deckhand-hub-<host>}. */
public final class HubThreads {
    private HubThreads() {}

    public static String prefix(String hostName) {
        return "deckhand-hub-" + hostName;
    }

    public static Thread daemon(String hostName, String role, Runnable task) {
        Thread thread = new Thread(task, prefix(hostName) + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return an executor for tasks that may block: as many threads as needed, each kept for a minute when idle} */
    public static ExecutorService onDemand(String hostName, String role) {
        return Executors.newCachedThreadPool(task -> daemon(hostName, role, task));
    }

    /**
     * {@return a timer of one thread that removes cancelled tasks: each method call sets a timeout that it rarely reaches}
     */
    public static ScheduledThreadPoolExecutor timer(String hostName) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> daemon(hostName, "timer", task));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
