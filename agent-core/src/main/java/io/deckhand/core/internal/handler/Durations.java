package io.deckhand.core.internal.handler;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations in readable form: {@code PT2M30S} is for machines. */
public final class Durations {
    private Durations() {}

    /** {@return a duration in words, such as {@code 1.5 s}, {@code 2 min 30 s} or {@code 3 h}} */
    public static String inWords(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return BigDecimal.valueOf(duration.toMillis(), 3)
                            .stripTrailingZeros()
                            .toPlainString() + " s";
        }
        long days = duration.toDays();
        String words = (days > 0 ? days + " d " : "")
                + part(duration.toHoursPart(), "h")
                + part(duration.toMinutesPart(), "min")
                + part(duration.toSecondsPart(), "s");
        return words.strip();
    }

    private static String part(int number, String unit) {
        return number == 0 ? "" : number + " " + unit + " ";
    }
}
