package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.Transport;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Round trips of direct methods, one call at a time. */
public final class MethodLatency implements Row {
    private final Transport transport;
    private final Metric median;
    private final Metric tail;

    /** For a quick run, in which a few milliseconds of other load would decide the result. */
    private final Metric unjudged;

    private MethodLatency(Transport transport, Metric median, Metric tail) {
        this.transport = transport;
        this.median = median;
        this.tail = tail;
        this.unjudged = new Metric(tail.name(), tail.unit(), Goal.NONE);
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
        lab.warmUpMethods(
                transport); // with one call at a time there are few calls, and their code would be compiled during the
        // rounds
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side, transport)) {
                Histogram trips = lab.hub().callOneByOne(device.id(), MethodLoad.FAST, lab.time());
                into.add(median, side, Times.millis(trips, 50));
                into.add(lab.full(tail, unjudged), side, Times.millis(trips, 99));
            }
        });
    }
}
