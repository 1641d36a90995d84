package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;
import static io.deckhand.bench.result.Goal.atMostTimesDefault;

import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The time from a restarted hub accepting connections until the device answers a call, each side with its default retry
 * policy.
 */
public final class ReconnectAfterRestart implements Row {
    /** How long a restarting hub is unavailable. */
    private static final long AWAY_MILLIS = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Metric MEDIAN = new Metric("reconnect-after-restart", "s", atMostTimesDefault(1));
    private static final Metric TAIL = new Metric("reconnect-after-restart-p99", "s", atMostTimesDefault(1));
    private static final Metric OVER_DELAY = new Metric("reconnect-after-restart-over-delay", "s", atMost(1));

    @Override
    public List<Metric> metrics() {
        return List.of(MEDIAN, TAIL, OVER_DELAY);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        Map<Side, List<Double>> times = new EnumMap<>(Side.class);
        List<Double> overDelay = new ArrayList<>();
        lab.interleaveCold(samples, lab.full(side -> side == Side.AGENT ? 20 : 8, side -> 3), (side, into) -> {
            // A new client each time, since delays grow with each loss until a connection is stable.
            try (Connected device = lab.connect(side)) {
                double time = Times.seconds(restart(lab, device));
                into.add(MEDIAN, side, time);
                times.computeIfAbsent(side, first -> new ArrayList<>()).add(time);
                if (side == Side.AGENT) {
                    overDelay.add(Times.seconds(device.device().nanosOverDrawnDelay()));
                }
            }
        });
        // With twenty rounds, the worst one is the 99th percentile.
        times.forEach((side, all) -> samples.add(TAIL, side, worst(all)));
        samples.add(OVER_DELAY, Side.AGENT, worst(overDelay));
    }

    private static double worst(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** {@return in how many nanoseconds after the return of the hub the device answers} */
    static long restart(Lab lab, Connected device) throws InterruptedException {
        lab.hub().stop();
        device.device().awaitDisconnected(PATIENCE);
        TimeUnit.MILLISECONDS.sleep(AWAY_MILLIS);
        lab.hub().startAgain();
        return lab.hub().nanosUntilAnswered(device.id(), MethodLoad.FAST, PATIENCE);
    }
}
