package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeastTimesDefault;
import static io.deckhand.bench.result.Goal.atLeastTimesTuned;

import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/** Cloud-to-device messages handled and settled per second, the device's queue in the hub always filled. */
public final class CloudToDeviceThroughput implements Row {
    private static final Metric RATE =
            new Metric("c2d-throughput", "1/s", atLeastTimesDefault(50).and(atLeastTimesTuned(5)));

    @Override
    public List<Metric> metrics() {
        return List.of(RATE);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side)) {
                into.add(RATE, side, lab.hub().sendCloudMessages(device.id(), lab.time()));
            }
        });
    }
}
