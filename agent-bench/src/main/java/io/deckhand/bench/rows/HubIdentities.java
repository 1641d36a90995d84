package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;

import io.deckhand.bench.hub.HubCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;

/**
 * What the identities of a local hub take, each with a desired property in its twin: in memory only, and with a data directory.
 * The figures stand in the agent's place.
 */
public final class HubIdentities implements Row {
    private static final int IDENTITIES = 10_000;
    private static final double KILO = 1024;
    private static final double MEGA = 1024 * 1024;

    private static final Metric IN_MEMORY = new Metric("hub-identities-heap", "KB each", atMost(8));
    private static final Metric ON_DISK = new Metric("hub-identities-heap-data", "KB each", atMost(4));
    private static final Metric RESIDENT = new Metric("hub-identities-rss", "MB", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(IN_MEMORY, ON_DISK, RESIDENT);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        try (RemoteJvm<HubCalls> hub = lab.startHub()) {
            hub.program().start();
            Usage grown = measure(hub.program(), samples, IN_MEMORY);
            if (grown.residentBytes() > 0) {
                samples.add(RESIDENT, Side.AGENT, grown.residentBytes() / MEGA);
            }
        }
        try (Scratch scratch = Scratch.make();
                RemoteJvm<HubCalls> hub = lab.startHub()) {
            hub.program().startIn(scratch.in("data"));
            measure(hub.program(), samples, ON_DISK);
        }
    }

    private static Usage measure(HubCalls hub, Samples samples, Metric heap) {
        createDevice(hub, "first");
        long before = hub.usage().heapBytes();
        for (int i = 0; i < IDENTITIES; i++) {
            createDevice(hub, "d" + i);
        }
        Usage after = hub.usage();
        samples.add(heap, Side.AGENT, (after.heapBytes() - before) / KILO / IDENTITIES);
        return after;
    }

    private static void createDevice(HubCalls hub, String id) {
        hub.createDevice(id);
        hub.patchDesired(id, Duration.ZERO, 1);
    }
}
