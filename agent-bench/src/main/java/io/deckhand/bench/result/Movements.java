package io.deckhand.bench.result;

import io.deckhand.bench.result.ResultFile.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the figures of the agent that moved by more than the noise since an earlier run: the two spreads do not
 * overlap, and the medians differ by at least a tenth.
 */
public final class Movements {
    private static final double LEAST = 0.1;

    private Movements() {}

    /** {@return a line for each figure that moved} */
    public static List<String> between(List<Kept> before, List<Result> now) {
        List<String> lines = new ArrayList<>();
        for (Result result : now) {
            before.stream()
                    .filter(kept -> kept.name().equals(result.metric().name()))
                    .findFirst()
                    .map(kept -> movement(kept, result))
                    .ifPresent(lines::add);
        }
        return lines;
    }

    private static @Nullable String movement(Kept kept, Result result) {
        Spread was = kept.spreads().get(Side.AGENT);
        Spread is = result.spreads().get(Side.AGENT);
        if (was == null || is == null || overlap(was, is) || was.median() == 0) {
            return null;
        }
        double change = is.median() / was.median() - 1;
        if (Math.abs(change) < LEAST) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%s: %s %s, was %s (%+.0f %%)",
                kept.name(),
                Figures.text(is.median()),
                kept.unit(),
                Figures.text(was.median()),
                change * 100);
    }

    private static boolean overlap(Spread one, Spread other) {
        return one.low() <= other.high() && other.low() <= one.high();
    }
}
