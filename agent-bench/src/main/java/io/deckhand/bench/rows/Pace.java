package io.deckhand.bench.rows;

import java.time.Duration;

/**
 * The time available for measuring.
 *
 * @param quick whether to measure in a few minutes, at the cost of accuracy
 * @param rounds how many rounds an ordinary row has, after its warm-up; there is no warm-up for a single round
 * @param time the duration of one round
 */
public record Pace(boolean quick, int rounds, Duration time) {
    public static final Pace FULL = new Pace(false, 5, Duration.ofMillis(1200));
    public static final Pace QUICK = new Pace(true, 3, Duration.ofMillis(500));
}
