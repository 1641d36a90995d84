package io.deckhand.core.internal.options;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations and sizes in readable form. A duration without a unit is refused: seconds and milliseconds are too
 * easily mixed up.
 */
final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES =
            Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    private Quantities() {}

    /**
     * {@return the duration} Throws an {@link IllegalArgumentException} without a message if the text is not a
     * duration.
     */
    static Duration duration(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("p")) {
            try {
                return Duration.parse(lower);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(e);
            }
        }
        Matcher parts = NUMBER_AND_UNIT.matcher(lower);
        if (!parts.matches() || !TIMES.containsKey(parts.group(2))) {
            throw new IllegalArgumentException();
        }
        try {
            return TIMES.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * {@return the number of bytes} Throws an {@link IllegalArgumentException} without a message if the text is not a
     * size.
     */
    static long bytes(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches() || !SIZES.containsKey(parts.group(2))) {
            throw new IllegalArgumentException();
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), SIZES.get(parts.group(2)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
