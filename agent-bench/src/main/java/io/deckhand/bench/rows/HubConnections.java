package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeast;
import static io.deckhand.bench.result.Goal.atMost;

import com.sun.management.UnixOperatingSystemMXBean;
import io.deckhand.bench.hub.HubCalls;
import io.deckhand.bench.hub.HubPlace;
import io.deckhand.bench.load.LoadCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

/** Devices connected to a local hub at the same time. Its figures stand in the agent's place. */
public final class HubConnections implements Row {
    private static final int DEVICES = 10_000;

    /** Files that a JVM opens besides: jars and libraries. */
    private static final int OTHER_FILES = 300;

    private static final String PREFIX = "c";
    private static final double KILO = 1024;

    private static final Metric CONNECTED = new Metric("hub-connections", "devices", atLeast(DEVICES));
    private static final Metric RATE = new Metric("hub-connections-rate", "1/s", Goal.NONE);
    private static final Metric HEAP = new Metric("hub-connections-heap", "KB each", atMost(10));

    @Override
    public List<Metric> metrics() {
        return List.of(CONNECTED, RATE, HEAP);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) {
        requireFiles();
        for (int i = 0; i < lab.full(2, 1); i++) {
            try (RemoteJvm<HubCalls> hub = lab.startHub();
                    RemoteJvm<LoadCalls> load = lab.startLoad()) {
                HubPlace place = hub.program().start();
                List<String> devices = IntStream.range(0, DEVICES)
                        .mapToObj(number -> hub.program().createDevice(PREFIX + number))
                        .toList();
                long before = hub.program().usage().heapBytes();
                samples.add(RATE, Side.AGENT, load.program().connect(place.hostName(), place.mqttPort(), devices));
                samples.add(CONNECTED, Side.AGENT, hub.program().connected(PREFIX, DEVICES));
                samples.add(HEAP, Side.AGENT, (hub.program().usage().heapBytes() - before) / KILO / DEVICES);
            }
        }
    }

    /** A connection is an open file on either side, and a JVM raises its own limit up to the hard one. */
    private static void requireFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < DEVICES + OTHER_FILES) {
            throw new IllegalStateException(
                    "%,d devices need %,d open files in a process, and the limit is %,d: raise it with 'ulimit -Hn'."
                            .formatted(DEVICES, DEVICES + OTHER_FILES, system.getMaxFileDescriptorCount()));
        }
    }
}
