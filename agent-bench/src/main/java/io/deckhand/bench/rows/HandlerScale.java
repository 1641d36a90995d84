package io.deckhand.bench.rows;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;
import java.util.stream.Stream;

/** Whether many handlers make an agent slower: methods per second, the time to build it, and its heap. */
public final class HandlerScale implements Row {
    private static final int[] SIZES = {10, 100, 1_000};
    private static final MethodLoad LAST_OF_TEN = new MethodLoad("method9", "{\"sensor\":\"t1\",\"samples\":3}");

    /** As many as may wait for a handler by default. */
    private static final int UNDER_WAY = 64;

    private static final double KILO = 1024;

    private final ScaledMetric rate = new ScaledMetric("scale-handlers-rate", "1/s");
    private final ScaledMetric build = new ScaledMetric("scale-handlers-build", "ms");
    private final ScaledMetric heap = new ScaledMetric("scale-handlers-heap", "KB");

    @Override
    public List<Metric> metrics() {
        return Stream.of(rate, build, heap)
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
            String id = lab.newId();
            String connectionString = lab.hub().createDevice(id);
            try (ManyHandlers handlers = ManyHandlers.compile(size);
                    RemoteJvm<DeviceCalls> jvm = lab.freshWith(handlers.classPath(), Side.AGENT, Transport.MQTT)) {
                long before = jvm.program().usage().heapBytes();
                long took = jvm.program().startAgent(connectionString, handlers.className());
                samples.add(build.at(size), Side.AGENT, Times.millis(took));
                samples.add(heap.at(size), Side.AGENT, (jvm.program().usage().heapBytes() - before) / KILO);
                lab.hub().callInParallel(id, LAST_OF_TEN, UNDER_WAY, lab.time());
                samples.add(
                        rate.at(size), Side.AGENT, lab.hub().callInParallel(id, LAST_OF_TEN, UNDER_WAY, lab.time()));
            }
        }
    }
}
