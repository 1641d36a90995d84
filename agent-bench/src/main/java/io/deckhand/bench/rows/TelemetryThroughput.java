package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeastTimesDefault;
import static io.deckhand.bench.result.Goal.atLeastTimesTuned;

import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/**
 * Telemetry messages of 200 bytes acknowledged per second for one device, with 1,000 unacknowledged messages queued.
 */
public final class TelemetryThroughput implements Row {
    private static final int UNDER_WAY = 1_000;
    private static final int BYTES = 200;

    private static final Metric RATE =
            new Metric("telemetry-throughput", "1/s", atLeastTimesDefault(35).and(atLeastTimesTuned(1)));

    /** Processor time of the device per message, including the load generator's share. */
    private static final Metric CPU = new Metric("telemetry-throughput-cpu", "us each", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(RATE, CPU);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleave(samples, lab.rounds(), (side, into) -> {
            try (Connected device = lab.connect(side)) {
                long cpu = device.device().cpuNanos();
                long start = System.nanoTime();
                double rate = device.device().sendTelemetry(lab.time(), UNDER_WAY, BYTES);
                double messages = rate * Times.secondsSince(start);
                into.add(RATE, side, rate);
                into.add(CPU, side, Times.micros(device.device().cpuNanos() - cpu) / messages);
            }
        });
    }
}
