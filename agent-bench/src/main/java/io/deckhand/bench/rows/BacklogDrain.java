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
 * Telemetry queued while the hub is unavailable: the time from the device's next connection to the last
 * acknowledgement, and the maximum heap in use after any collection from queueing to the end, minus the heap before.
 * Each time in a new JVM, so that heaps are comparable.
 */
public final class BacklogDrain implements Row {
    /** The SDK takes minutes for it with its defaults; with fewer messages, code would not be compiled yet. */
    private static final int MESSAGES = 100_000;

    private static final int BYTES = 200;
    /** One round for this side: it takes minutes, and the same time in each round. */
    static final ToIntFunction<Side> DEFAULT_ONCE = side -> side == Side.RAW_DEFAULT ? 1 : 3;

    /** The same for all sides, so that collections occur at similar times. */
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

    /** The cost of a backlog. */
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
