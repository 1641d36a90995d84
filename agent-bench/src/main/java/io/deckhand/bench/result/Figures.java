package io.deckhand.bench.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats numbers for reading: four significant digits. */
final class Figures {
    private static final MathContext DIGITS = new MathContext(4);

    private Figures() {}

    static @Nullable BigDecimal rounded(@Nullable Double value) {
        return value == null ? null : BigDecimal.valueOf(value).round(DIGITS);
    }

    static String text(@Nullable Double value) {
        BigDecimal rounded = rounded(value);
        if (rounded == null) {
            return "-";
        }
        return rounded.abs().compareTo(BigDecimal.valueOf(10_000)) >= 0
                ? String.format(Locale.ROOT, "%,d", rounded.longValue())
                : rounded.stripTrailingZeros().toPlainString();
    }
}
