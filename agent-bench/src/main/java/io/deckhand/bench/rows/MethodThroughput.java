package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeastTimesDefault;
import static io.deckhand.bench.result.Goal.atLeastTimesTuned;

import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/** Direct methods answered per second by one device, with 256 calls under way. */
public final class MethodThroughput implements Row {
    private static final int UNDER_WAY = 256;

    private static final Metric RATE =
            new Metric("method-throughput", "1/s", atLeastTimesDefault(200).and(atLeastTimesTuned(20)));

    @Override
    public List<Metric> metrics() {
        return List.of(RATE);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side)) {
                into.add(RATE, side, lab.hub().callInParallel(device.id(), MethodLoad.FAST, UNDER_WAY, lab.time()));
            }
        });
    }
}
