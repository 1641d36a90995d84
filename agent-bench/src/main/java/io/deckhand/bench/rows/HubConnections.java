package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeast;
import static io.deckhand.bench.result.Goal.atMost;

import io.deckhand.bench.hub.HubCalls;
import io.deckhand.bench.hub.HubPlace;
import io.deckhand.bench.load.LoadCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;
import java.util.stream.IntStream;

/** Devices connected to a local hub at the same time, and how quickly a hub starts. Its figures stand in the agent's place. */
public final class HubConnections implements Row {
    private static final int DEVICES = 2_000;
    private static final String PREFIX = "c";
    private static final double KILO = 1024;

    private static final Metric CONNECTED = new Metric("hub-connections", "devices", atLeast(DEVICES));
    private static final Metric RATE = new Metric("hub-connections-rate", "1/s", Goal.NONE);
    private static final Metric HEAP = new Metric("hub-connections-heap", "KB each", Goal.NONE);
    private static final Metric START = new Metric("hub-start", "s", atMost(1));

    @Override
    public List<Metric> metrics() {
        return List.of(CONNECTED, RATE, HEAP, START);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) {
        for (int i = 0; i < 2; i++) {
            try (RemoteJvm<HubCalls> hub = lab.startHub();
                    RemoteJvm<LoadCalls> load = lab.startLoad()) {
                HubPlace place = hub.program().start();
                samples.add(START, Side.AGENT, Times.seconds(place.startNanos()));
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
}
