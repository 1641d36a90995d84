package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The time from a change of a desired property in the hub to its listener, with a change every 20 ms. */
public final class DesiredLatency implements Row {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    /**
     * With the measuring interval, code would be compiled during the rounds, so the warm-up makes many changes in quick
     * succession.
     */
    private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(1);

    private static final int WARM_UP_CHANGES = 2000;

    private static final Metric MEDIAN = new Metric("desired-latency-p50", "ms", atMostTimesTuned(1.1));
    private static final Metric TAIL = new Metric("desired-latency-p99", "ms", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(MEDIAN, TAIL);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        int patches = (int) lab.time().dividedBy(INTERVAL);
        if (lab.rounds() > 1) {
            latencies(lab, Side.AGENT, WARM_UP_INTERVAL, WARM_UP_CHANGES);
            latencies(lab, Side.RAW_TUNED, WARM_UP_INTERVAL, WARM_UP_CHANGES);
        }
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            Histogram ages = latencies(lab, side, INTERVAL, patches);
            into.add(MEDIAN, side, Times.millis(ages, 50));
            into.add(TAIL, side, Times.millis(ages, 99));
        });
    }

    private static Histogram latencies(Lab lab, Side side, Duration interval, int changes) {
        try (Connected device = lab.connect(side)) {
            device.device().desiredLatencies(); // the first value of the twin is not a change
            lab.hub().patchDesired(device.id(), interval, changes);
            return device.device().desiredLatencies();
        }
    }
}
