package io.deckhand.bench.result;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One bound for a figure: at least, or at most, a factor of another side's figure, or a plain value where {@code of} is
 * null.
 */
record Bound(boolean atLeast, double factor, @Nullable Side of) {

    /** {@return whether the bound holds; false if the figure to compare with is missing} */
    boolean holds(Result result) {
        Double agent = result.median(Side.AGENT);
        Double reference = of == null ? Double.valueOf(1) : result.median(of);
        if (agent == null || reference == null) {
            return false;
        }
        return atLeast ? agent >= factor * reference : agent <= factor * reference;
    }

    @Override
    public String toString() {
        String number =
                new BigDecimal(Double.toString(factor)).stripTrailingZeros().toPlainString();
        return (atLeast ? "≥ " : "≤ ") + number + (of == null ? "" : " × " + of.label());
    }
}
