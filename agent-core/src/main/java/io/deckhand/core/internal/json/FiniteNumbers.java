package io.deckhand.core.internal.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;

/** Refuses numbers that would become infinite, such as {@code 1e400}. */
final class FiniteNumbers extends JsonNodeFactory {
    static final FiniteNumbers INSTANCE = new FiniteNumbers();

    private static final long serialVersionUID = 1L;

    private FiniteNumbers() {}

    @Override
    public NumericNode numberNode(double value) {
        return super.numberNode(finite(value));
    }

    @Override
    public NumericNode numberNode(float value) {
        finite(value);
        return super.numberNode(value);
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number for " + value + ".");
        }
        return value;
    }
}
