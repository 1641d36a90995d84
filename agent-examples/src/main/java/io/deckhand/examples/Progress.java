package io.deckhand.examples;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Prints every few seconds that an action is still going on, until it is closed. */
final class Progress implements AutoCloseable {
    private static final int EVERY_SECONDS = 3;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });

    private Progress() {}

    static Progress of(PrintWriter out, String what) {
        Progress progress = new Progress();
        long began = System.nanoTime();
        progress.clock.scheduleAtFixedRate(
                () -> out.println(what + " (" + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s)"),
                EVERY_SECONDS,
                EVERY_SECONDS,
                TimeUnit.SECONDS);
        return progress;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
