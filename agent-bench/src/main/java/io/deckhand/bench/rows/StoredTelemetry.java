package io.deckhand.bench.rows;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;

/**
 * As {@link TelemetryThroughput}: the agent with a store beside the agent without one. Each has a new JVM, which warms up for six rounds:
 * two rounds in a row may be alike long before the compiler has finished.
 */
public final class StoredTelemetry implements Row {
    private static final int UNDER_WAY = 1_000;
    private static final int BYTES = 200;
    private static final int WARM_UP_ROUNDS = 6;

    private static final Metric RATE =
            new Metric("store-telemetry-throughput", "1/s", Goal.atLeastTimes(0.8, Side.MEMORY));

    @Override
    public List<Metric> metrics() {
        return List.of(RATE);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        try (Scratch scratch = Scratch.make();
                RemoteJvm<DeviceCalls> stored =
                        lab.fresh(Side.AGENT, Transport.MQTT, "-Ddeckhand.bench.stores=" + scratch.in("stores"));
                RemoteJvm<DeviceCalls> inMemory = lab.fresh(Side.AGENT, Transport.MQTT)) {
            if (lab.rounds() > 1) {
                for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                    rate(lab, stored.program());
                    rate(lab, inMemory.program());
                }
            }
            for (int round = 0; round < lab.rounds(); round++) {
                samples.add(RATE, Side.AGENT, rate(lab, stored.program()));
                samples.add(RATE, Side.MEMORY, rate(lab, inMemory.program()));
            }
        }
    }

    private static double rate(Lab lab, DeviceCalls device) {
        device.connect(lab.newDevices(1));
        try {
            return device.sendTelemetry(lab.time(), UNDER_WAY, BYTES);
        } finally {
            device.disconnect();
        }
    }
}
