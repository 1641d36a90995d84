package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import io.deckhand.core.Transport;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Round trips of direct methods, one call at a time. */
public final class MethodLatency implements Row {
    private static final int WARM_UP_UNDER_WAY = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final Transport transport;
    private final Metric median;
    private final Metric tail;

    private MethodLatency(Transport transport, Metric median, Metric tail) {
        this.transport = transport;
        this.median = median;
        this.tail = tail;
    }

    public static MethodLatency overMqtt() {
        return new MethodLatency(
                Transport.MQTT,
                new Metric("method-latency-p50", "ms", atMostTimesDefault(0.05).and(atMostTimesTuned(0.5))),
                new Metric("method-latency-p99", "ms", atMostTimesDefault(0.1).and(atMostTimesTuned(0.8))));
    }

    public static MethodLatency overAmqps() {
        return new MethodLatency(
                Transport.AMQPS,
                new Metric(
                        "method-latency-amqps-p50",
                        "ms",
                        atMostTimesDefault(0.2).and(atMostTimesTuned(0.2))),
                new Metric("method-latency-amqps-p99", "ms", Goal.NONE));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(median, tail);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        if (transport == Transport.AMQPS && lab.place().amqpPort() == 0) {
            return; // this hub does not serve it
        }
        if (lab.rounds() > 1) {
            warmUp(lab, Side.AGENT);
            warmUp(lab, Side.RAW_TUNED);
        }
        lab.interleave(samples, lab.tailRounds(), (side, into) -> {
            try (Connected device = lab.connect(side, transport)) {
                Histogram trips = lab.hub().callOneByOne(device.id(), MethodLoad.FAST, lab.time());
                into.add(median, side, Times.millis(trips, 50));
                into.add(tail, side, Times.millis(trips, 99));
            }
        });
    }

    /** One at a time there are few calls: their code would be compiled in the midst of the rounds. */
    private void warmUp(Lab lab, Side side) throws Exception {
        try (Connected device = lab.connect(side, transport)) {
            lab.hub().callInParallel(device.id(), MethodLoad.FAST, WARM_UP_UNDER_WAY, WARM_UP);
        }
    }
}
