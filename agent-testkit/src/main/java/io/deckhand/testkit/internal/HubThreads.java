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

    /** {@return threads for what may take its time, as many as there is to do, each for a minute after it was last needed} */
    public static ExecutorService onDemand(String hostName, String role) {
        return Executors.newCachedThreadPool(task -> daemon(hostName, role, task));
    }

    /** {@return a timer of one thread, which lets go of what is cancelled: each call of a method sets a limit it rarely reaches} */
    public static ScheduledThreadPoolExecutor timer(String hostName) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> daemon(hostName, "timer", task));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
