package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The footprint of a JVM with an idle device over {@code Link.NETTY}. */
public final class LinkFootprint implements Row {
    private static final List<Side> SIDES = List.of(Side.AGENT, Side.BARE, Side.AGENT_ON_SDK, Side.RAW_DEFAULT);
    private static final double MEGA = 1024 * 1024;

    /** Threads used for connecting end after ten idle seconds. */
    private static final long SETTLE_SECONDS = 12;

    private static final Metric THREADS = new Metric("link-footprint-threads", "threads", Goal.atMost(5));
    private static final Metric RESIDENT = new Metric("link-footprint-rss", "MB", Goal.atMostTimesDefault(0.8));
    private static final Metric HEAP = new Metric("link-footprint-heap", "MB", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(THREADS, RESIDENT, HEAP);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (int round = 0; round < lab.full(5, 2); round++) {
            for (Side side : SIDES) {
                List<String> device = lab.newDevices(1);
                try (RemoteJvm<DeviceCalls> jvm = lab.freshLink(side)) {
                    int threads = jvm.program().threads();
                    jvm.program().connect(device);
                    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                    Usage usage = jvm.program().usage();
                    samples.add(THREADS, side, usage.threads() - threads);
                    samples.add(RESIDENT, side, usage.residentBytes() / MEGA);
                    samples.add(HEAP, side, usage.heapBytes() / MEGA);
                }
            }
        }
    }
}
