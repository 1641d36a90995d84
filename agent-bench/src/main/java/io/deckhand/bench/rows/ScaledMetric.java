package io.deckhand.bench.rows;

import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import java.util.List;
import java.util.stream.IntStream;

/** The same figure at several sizes. The names end with the size, by which plots find them. */
final class ScaledMetric {
    private final String name;
    private final String unit;

    ScaledMetric(String name, String unit) {
        this.name = name;
        this.unit = unit;
    }

    Metric at(int size) {
        return new Metric(name + "-" + size, unit, Goal.NONE);
    }

    List<Metric> at(int... sizes) {
        return IntStream.of(sizes).mapToObj(this::at).toList();
    }
}
