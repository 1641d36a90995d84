package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;
import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static java.util.Objects.requireNonNull;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The footprint of a connected, idle agent: the difference between a JVM before and after its agents were connected,
 * divided by their number. Classes are included, which makes a single agent expensive.
 */
public final class Footprint implements Row {
    private static final int KILO = 1024;
    /** Threads used for connecting end after ten idle seconds. */
    private static final long SETTLE_SECONDS = 12;

    /** The figures at one number of agents. */
    private record Size(int agents, Metric heap, Metric threads, Metric threadsOver, Metric resident) {
        static Size of(int agents) {
            return new Size(
                    agents,
                    new Metric("footprint-heap-" + agents, "KB", atMostTimesDefault(1.25)),
                    new Metric("footprint-threads-" + agents, "threads", Goal.NONE),
                    new Metric("footprint-threads-over-raw-" + agents, "threads", atMost(2)),
                    new Metric("footprint-rss-" + agents, "KB", Goal.NONE));
        }

        Stream<Metric> metrics() {
            return Stream.of(heap, threads, threadsOver, resident);
        }
    }

    private static final List<Size> SIZES = List.of(Size.of(50), Size.of(1));
    private static final Metric OUR_JARS = new Metric("footprint-jars-ours", "KB", atMost(400));
    private static final Metric ALL_JARS = new Metric("footprint-jars-all", "KB", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return Stream.concat(SIZES.stream().flatMap(Size::metrics), Stream.of(OUR_JARS, ALL_JARS))
                .toList();
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (Size size : lab.full(SIZES, SIZES.subList(0, 1))) {
            for (int i = 0; i < lab.full(2, 1); i++) {
                measure(lab, samples, size);
            }
        }
        AgentJars.find().ifPresent(jars -> {
            samples.add(OUR_JARS, Side.AGENT, jars.ourBytes() / (double) KILO);
            samples.add(ALL_JARS, Side.AGENT, jars.allBytes() / (double) KILO);
        });
    }

    /** Measures all sides at the same time: speed does not matter here, and settling takes long. */
    private static void measure(Lab lab, Samples samples, Size size) throws InterruptedException {
        Map<Side, RemoteJvm<DeviceCalls>> jvms = new EnumMap<>(Side.class);
        Map<Side, Usage> before = new EnumMap<>(Side.class);
        try {
            for (Side side : Side.ORDINARY) {
                RemoteJvm<DeviceCalls> jvm = lab.fresh(side, Transport.MQTT);
                jvms.put(side, jvm);
                before.put(side, jvm.program().usage());
                jvm.program().connect(lab.newDevices(size.agents()));
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            Map<Side, Double> threads = new EnumMap<>(Side.class);
            before.forEach((side, usage) -> threads.put(side, add(samples, size, side, usage, usageOf(jvms, side))));
            double over = threads.getOrDefault(Side.AGENT, 0.0) - threads.getOrDefault(Side.RAW_DEFAULT, 0.0);
            samples.add(size.threadsOver(), Side.AGENT, over);
        } finally {
            jvms.values().forEach(RemoteJvm::close);
        }
    }

    private static Usage usageOf(Map<Side, RemoteJvm<DeviceCalls>> jvms, Side side) {
        return requireNonNull(jvms.get(side)).program().usage();
    }

    private static double add(Samples samples, Size size, Side side, Usage before, Usage after) {
        double agents = size.agents();
        double threads = (after.threads() - before.threads()) / agents;
        samples.add(size.heap(), side, (after.heapBytes() - before.heapBytes()) / agents / KILO);
        samples.add(size.threads(), side, threads);
        samples.add(size.resident(), side, (after.residentBytes() - before.residentBytes()) / agents / KILO);
        return threads;
    }
}
