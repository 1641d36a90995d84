package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;
import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.Transport;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.time.Duration;
import java.util.List;

/** Round trips of a fast method, called every 20 ms while another method of the device takes 5 seconds. */
public final class MethodBesideSlow implements Row {
    private static final long SLOW_MILLIS = 5_000;
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final int CALLS = 240;

    private final Transport transport;
    private final Metric tail;

    private MethodBesideSlow(Transport transport, Metric tail) {
        this.transport = transport;
        this.tail = tail;
    }

    public static MethodBesideSlow overMqtt() {
        return new MethodBesideSlow(
                Transport.MQTT,
                new Metric(
                        "method-beside-slow-p99", "ms", atMostTimesDefault(0.02).and(atMostTimesTuned(0.02))));
    }

    public static MethodBesideSlow overAmqps() {
        return new MethodBesideSlow(
                Transport.AMQPS,
                new Metric("method-beside-slow-amqps-p99", "ms", atMost(50).and(atMostTimesDefault(0.02))));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(tail);
    }

    @Override
    public boolean onlyInFull() {
        return transport == Transport.AMQPS;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        if (transport == Transport.AMQPS && lab.place().amqpPort() == 0) {
            return; // this hub does not serve it
        }
        lab.interleaveCold(samples, lab.full(3, 1), (side, into) -> {
            try (Connected device = lab.connect(side, transport)) {
                lab.hub().callAndForget(device.id(), MethodLoad.slow(SLOW_MILLIS));
                into.add(
                        tail,
                        side,
                        Times.millis(lab.hub().callAtRate(device.id(), MethodLoad.FAST, INTERVAL, CALLS), 99));
            }
        });
    }
}
