package io.deckhand.bench.result;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the figures of one row, round by round. */
public final class Samples {
    private final Map<Metric, Map<Side, List<Double>>> figures = new LinkedHashMap<>();

    public void add(Metric metric, Side side, double value) {
        figures.computeIfAbsent(metric, first -> new EnumMap<>(Side.class))
                .computeIfAbsent(side, first -> new ArrayList<>())
                .add(value);
    }

    public List<Result> results() {
        return figures.entrySet().stream()
                .map(entry -> Result.of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
