package io.deckhand.bench.rows;

import org.HdrHistogram.Histogram;

/** Converts nanoseconds to readable units. */
final class Times {
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    private Times() {}

    static double millis(Histogram nanos, double percentile) {
        if (nanos.getTotalCount() == 0) {
            throw new IllegalStateException("Nothing was measured");
        }
        return nanos.getValueAtPercentile(percentile) / MILLI;
    }

    static double millis(long nanos) {
        return nanos / MILLI;
    }

    static double micros(long nanos) {
        return nanos / MICRO;
    }

    static double seconds(long nanos) {
        return nanos / SECOND;
    }

    static double secondsSince(long start) {
        return seconds(System.nanoTime() - start);
    }
}
