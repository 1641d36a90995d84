package io.deckhand.examples;

import java.io.PrintWriter;
import java.time.Duration;

/** Paces retries, one per second, for a limited time. */
final class Retry {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final long giveUp;

    Retry(PrintWriter out, Duration atMost) {
        this.out = out;
        this.giveUp = System.nanoTime() + atMost.toNanos();
    }

    boolean isInTime() {
        return System.nanoTime() < giveUp;
    }

    /** Waits until the next attempt. Throws the failure if a retry would not help, or if the time has passed. */
    void after(BackEndException failure) throws BackEndException, InterruptedException {
        if (!failure.isUnreached() || !isInTime()) {
            throw failure;
        }
        after(failure.getMessage() + " Trying again.");
    }

    /** Prints the reason, and waits until the next attempt. */
    void after(String reason) throws InterruptedException {
        out.println(reason);
        Thread.sleep(INTERVAL.toMillis());
    }
}
