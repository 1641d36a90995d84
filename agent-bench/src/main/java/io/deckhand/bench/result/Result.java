package io.deckhand.bench.result;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The measured values of one figure, for every side that has it. */
public record Result(Metric metric, Map<Side, Spread> spreads) {

    public Result {
        spreads = Map.copyOf(spreads);
    }

    static Result of(Metric metric, Map<Side, List<Double>> samples) {
        Map<Side, Spread> spreads = new EnumMap<>(Side.class);
        samples.forEach((side, values) -> spreads.put(side, Spread.of(values)));
        return new Result(metric, spreads);
    }

    public @Nullable Double median(Side side) {
        Spread spread = spreads.get(side);
        return spread == null ? null : spread.median();
    }

    /** {@return the agent's figure divided by another side's} */
    public @Nullable Double ratioTo(Side side) {
        Double agent = median(Side.AGENT);
        Double other = median(side);
        return agent == null || other == null || other == 0 ? null : agent / other;
    }

    /** {@return whether the goal is met; null if there is none} */
    public @Nullable Boolean met() {
        return metric.goal().bounds().isEmpty() ? null : metric.goal().isMetBy(this);
    }
}
