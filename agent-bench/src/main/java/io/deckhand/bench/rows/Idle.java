package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static java.util.Objects.requireNonNull;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.ProcessorTime;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import io.deckhand.core.Transport;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Processor time of a connected device that has nothing to do. It is not elapsed time, so all sides idle together. */
public final class Idle implements Row {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Then start-up is over. */
    private static final long SETTLE_MILLIS = 10_000;

    private static final Metric CPU = new Metric("idle", "ms/min", atMostTimesDefault(1.1));

    @Override
    public List<Metric> metrics() {
        return List.of(CPU);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        Map<Side, RemoteJvm<DeviceCalls>> jvms = new EnumMap<>(Side.class);
        try {
            for (Side side : Side.values()) {
                RemoteJvm<DeviceCalls> jvm = lab.fresh(side, Transport.MQTT);
                jvms.put(side, jvm);
                jvm.program().connect(lab.newDevices(1));
            }
            Duration time = lab.full(Duration.ofSeconds(20), Duration.ofSeconds(5));
            Thread.sleep(SETTLE_MILLIS);
            for (int i = 0; i < lab.full(3, 5); i++) {
                idle(jvms, time, samples);
            }
        } finally {
            jvms.values().forEach(RemoteJvm::close);
        }
    }

    private static void idle(Map<Side, RemoteJvm<DeviceCalls>> jvms, Duration time, Samples samples)
            throws InterruptedException {
        Map<Side, ProcessorTime> before = new EnumMap<>(Side.class);
        jvms.forEach((side, jvm) -> before.put(side, jvm.processorTime()));
        Thread.sleep(time.toMillis());
        jvms.forEach((side, jvm) -> {
            long used = jvm.processorTime().nanosSince(requireNonNull(before.get(side)));
            samples.add(CPU, side, Times.millis(used) * MINUTE.toMillis() / time.toMillis());
        });
    }
}
