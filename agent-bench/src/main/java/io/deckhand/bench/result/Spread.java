package io.deckhand.bench.result;

import java.util.List;

/** The median of some rounds, with the lowest and the highest. */
public record Spread(double median, double low, double high, int rounds) {

    static Spread of(List<Double> samples) {
        double[] sorted =
                samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
