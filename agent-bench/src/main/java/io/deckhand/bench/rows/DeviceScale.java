package io.deckhand.bench.rows;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the cost per device grows with the number of devices in one JVM: total telemetry per second, and heap and
 * threads per device.
 */
public final class DeviceScale implements Row {
    private static final int[] SIZES = {1, 10, 100};
    private static final int UNDER_WAY = 1_000;
    private static final int BYTES = 200;

    /**
     * Enough rounds for the compiler to finish, on all sides: with many devices no side is limited by timers, and only
     * one round is measured.
     */
    private static final int WARM_UP_ROUNDS = 6;

    private static final double KILO = 1024;

    private final ScaledMetric rate = new ScaledMetric("scale-devices-rate", "1/s");
    private final ScaledMetric heap = new ScaledMetric("scale-devices-heap", "KB each");
    private final ScaledMetric threads = new ScaledMetric("scale-devices-threads", "each");

    @Override
    public List<Metric> metrics() {
        return Stream.of(rate, heap, threads)
                .flatMap(metric -> metric.at(SIZES).stream())
                .toList();
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (int size : SIZES) {
            lab.interleaveCold(samples, 1, (side, into) -> {
                try (RemoteJvm<DeviceCalls> jvm = lab.fresh(side, Transport.MQTT)) {
                    DeviceCalls devices = jvm.program();
                    var before = devices.usage();
                    devices.connect(lab.newDevices(size));
                    var after = devices.usage();
                    into.add(heap.at(size), side, (after.heapBytes() - before.heapBytes()) / KILO / size);
                    into.add(threads.at(size), side, (after.threads() - before.threads()) / (double) size);
                    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                        sendTelemetry(devices, lab);
                    }
                    into.add(rate.at(size), side, sendTelemetry(devices, lab));
                }
            });
        }
    }

    private static double sendTelemetry(DeviceCalls devices, Lab lab) {
        return devices.sendTelemetry(lab.time(), UNDER_WAY, BYTES);
    }
}
