package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeastTimesDefault;

import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/**
 * Updates of reported properties accepted per second, with 200 different ones under way, and the patches that they
 * need.
 */
public final class ReportedThroughput implements Row {
    private static final int UNDER_WAY = 200;

    private static final Metric RATE = new Metric("reported-throughput", "1/s", atLeastTimesDefault(10));
    private static final Metric PATCHES = new Metric("reported-throughput-patches", "per 1000", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(RATE, PATCHES);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side)) {
                int before = lab.hub().reportedVersion(device.id());
                long start = System.nanoTime();
                double rate = device.device().report(lab.time(), UNDER_WAY);
                double updates = rate * Times.secondsSince(start);
                int patches = lab.hub().reportedVersion(device.id()) - before;
                into.add(RATE, side, rate);
                into.add(PATCHES, side, 1000 * patches / updates);
            }
        });
    }
}
