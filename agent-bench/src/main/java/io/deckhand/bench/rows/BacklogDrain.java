package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static io.deckhand.bench.result.Goal.atMostTimesTuned;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Telemetry queued while the hub is away: from the device's next connection to the last acknowledgement, and the most heap that
 * was in use after any collection from queueing to the end, over what there was before. Each time in a JVM of its own, so that heaps compare.
 */
public final class BacklogDrain implements Row {
    /** With its defaults the SDK takes minutes for it; a fraction would show code that is not compiled yet. */
    private static final int MESSAGES = 100_000;

    private static final int BYTES = 200;
    /** It takes minutes each time, and the same each time. */
    static final ToIntFunction<Side> DEFAULT_ONCE = side -> side == Side.RAW_DEFAULT ? 1 : 3;

    /** The same for all sides, so that collections come at like times. */
    private static final String HEAP_LIMIT = "-Xmx512m";

    private static final double MEGA = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Metric TIME =
            new Metric("telemetry-backlog-drain", "s", atMostTimesDefault(0.05).and(atMostTimesTuned(1)));
    private static final Metric HEAP = new Metric(
            "telemetry-backlog-drain-heap", "MB", atMostTimesDefault(0.5).and(atMostTimesTuned(0.5)));

    @Override
    public List<Metric> metrics() {
        return List.of(TIME, HEAP);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleaveCold(samples, DEFAULT_ONCE, (side, into) -> {
            Drained drained = drain(lab, side, MESSAGES);
            into.add(HEAP, side, drained.heapBytes() / MEGA);
            into.add(TIME, side, drained.seconds());
        });
    }

    /** What a backlog took. */
    record Drained(double heapBytes, double seconds) {}

    static Drained drain(Lab lab, Side side, int messages) {
        try (RemoteJvm<DeviceCalls> jvm = lab.fresh(side, Transport.MQTT, HEAP_LIMIT)) {
            String id = lab.newId();
            DeviceCalls device = jvm.program();
            device.connect(List.of(lab.hub().createDevice(id)));
            lab.hub().stop();
            device.awaitDisconnected(PATIENCE);
            long before = device.usage().heapBytes();
            device.queueTelemetry(messages, BYTES);
            device.usage(); // a collection while everything waits counts for the peak
            lab.hub().startAgain();
            lab.hub().awaitConnected(id, PATIENCE);
            long connected = System.nanoTime();
            device.awaitAcknowledged(PATIENCE);
            double seconds = Times.secondsSince(connected);
            return new Drained(device.peakHeapBytes() - before, seconds);
        }
    }
}
