package io.deckhand.bench.device;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Measures the age of desired changes when their listener receives them. Both JVMs run on one machine, where
 * {@link System#nanoTime()} is the same clock for all.
 */
final class DesiredClock {
    private static final int DIGITS = 3;

    private final Histogram ages = new SynchronizedHistogram(TimeUnit.MINUTES.toNanos(10), DIGITS);

    void heard(String sentAt) {
        long age = System.nanoTime() - Long.parseLong(sentAt);
        if (age < 0) {
            throw new IllegalStateException("The clocks of two JVMs differ here: this row cannot be measured.");
        }
        ages.recordValue(age);
    }

    Histogram take() {
        Histogram taken = ages.copy();
        ages.reset();
        return taken;
    }
}
