package io.deckhand.testkit.internal;

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
}
