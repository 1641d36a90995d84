package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeastTimesDefault;
import static io.deckhand.bench.result.Goal.atLeastTimesTuned;

import io.deckhand.Transport;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/** Direct methods answered per second by one device, with 256 calls under way. */
public final class MethodThroughput implements Row {
    private static final int UNDER_WAY = 256;

    private static final Metric RATE =
            new Metric("method-throughput", "1/s", atLeastTimesDefault(200).and(atLeastTimesTuned(20)));

    /** Processor time of the device per call; unlike elapsed time, it is meaningful on a busy machine too. */
    private static final Metric CPU = new Metric("method-throughput-cpu", "us each", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(RATE, CPU);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.warmUpMethods(Transport.MQTT);
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side)) {
                long cpu = device.device().cpuNanos();
                long start = System.nanoTime();
                double rate = lab.hub().callInParallel(device.id(), MethodLoad.FAST, UNDER_WAY, lab.time());
                double calls = rate * Times.secondsSince(start);
                into.add(RATE, side, rate);
                into.add(CPU, side, Times.micros(device.device().cpuNanos() - cpu) / calls);
            }
        });
    }
}
