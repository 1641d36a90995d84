package io.deckhand.bench.rows;

import java.time.Duration;

/**
 * How much time there is for measuring.
 *
 * @param quick whether a run of minutes is wanted rather than the best figures
 * @param rounds how many rounds an ordinary row has, after its warm-up; a single round has none before it
 * @param time how long one of them measures
 */
public record Pace(boolean quick, int rounds, Duration time) {
    public static final Pace FULL = new Pace(false, 5, Duration.ofMillis(1200));
    public static final Pace QUICK = new Pace(true, 3, Duration.ofMillis(500));
}
