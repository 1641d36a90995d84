package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;
import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.time.Duration;
import java.util.List;

/**
 * Round trips of a method, called every 10 ms after 30,000 telemetry messages have been queued; 8,000 in a quick run,
 * for which the raw client takes 9 seconds with its defaults.
 */
public final class MethodUnderBacklog implements Row {
    private static final int BACKLOG = 30_000;
    private static final int BACKLOG_IN_QUICK = 8_000;
    private static final int BYTES = 200;
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final int CALLS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Metric TAIL = new Metric(
            "method-under-backlog-p99",
            "ms",
            atMost(100).and(atMostTimesDefault(0.005)).and(atMostTimesTuned(0.1)));

    /** The backlog left when the first call was made, to show that there was one. */
    private static final Metric WAITING = new Metric("method-under-backlog-waiting", "messages", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(TAIL, WAITING);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleaveCold(samples, BacklogDrain.DEFAULT_ONCE, (side, into) -> {
            try (Connected device = lab.connect(side)) {
                device.device().queueTelemetry(lab.full(BACKLOG, BACKLOG_IN_QUICK), BYTES);
                into.add(WAITING, side, device.device().unacknowledged());
                into.add(
                        TAIL,
                        side,
                        Times.millis(lab.hub().callAtRate(device.id(), MethodLoad.FAST, INTERVAL, CALLS), 99));
                device.device().awaitAcknowledged(PATIENCE);
            }
        });
    }
}
