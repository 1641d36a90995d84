package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.device.DeviceKey;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.remote.ProcessorTime;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Many devices in one gateway, compared with the same number of bare clients of the same library in one JVM. With 5,000 there are no
 * goals: it shows that hub, gateway and bare clients can do with two processors and 4 GB together.
 */
public final class GatewayFleets implements Row {
    private static final double KILO = 1024;
    private static final double MEGA = 1024 * 1024;
    private static final int BYTES = 200;
    static final String HEAP_LIMIT = "-Xmx512m";

    /** Threads used for connecting end after ten idle seconds. */
    private static final long SETTLE_SECONDS = 12;

    private static final Duration CALL_INTERVAL = Duration.ofMillis(10);
    private static final long PATIENCE_SECONDS = 300;
    /** For calls and for messages, as fast as they go: at the pace of the load, compiling would take minutes. */
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private static final int CALLS_AT_ONCE = 64;
    private static final int MESSAGES_AT_ONCE = 1_000;

    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration QUICK_IDLE = Duration.ofSeconds(15);

    private final int devices;
    private final Metric connect;
    private final Metric connectCpu;
    private final Metric threads;
    private final Metric heap;
    /** Beside what a bare client takes, which is its TLS engine and Netty's channel. */
    private final Metric heapBesideTls;

    private final Metric resident;
    private final Metric hubResident;
    private final Metric idle;
    /** With the name in the goals, and with the one that plots find. */
    private final List<Metric> load;

    private GatewayFleets(int devices, boolean judged) {
        this.devices = devices;
        String name = "gateway-" + devices;
        this.connect = new Metric(name + "-connect", "s", judged ? Goal.atMostTimes(1.3, Side.BARE) : Goal.NONE);
        this.connectCpu = new Metric(name + "-connect-cpu", "ms each", Goal.NONE);
        this.threads = new Metric(name + "-threads", "threads", judged ? Goal.atMost(24) : Goal.NONE);
        this.heap = new Metric(name + "-heap", "KB each", Goal.NONE);
        this.heapBesideTls = new Metric(name + "-heap-beside-tls", "KB each", judged ? Goal.atMost(25) : Goal.NONE);
        this.resident = new Metric(name + "-rss", "MB", judged ? Goal.atMost(300) : Goal.NONE);
        this.hubResident = new Metric(name + "-hub-rss", "MB", Goal.NONE);
        this.idle = new Metric(name + "-idle", "ms/min", judged ? Goal.atMostTimes(1.2, Side.BARE) : Goal.NONE);
        Metric scaled = new Metric(name + "-throughput", "ms cpu/s", Goal.NONE);
        this.load = judged
                ? List.of(new Metric("gateway-throughput", "ms cpu/s", Goal.atMostTimes(1.3, Side.BARE)), scaled)
                : List.of(scaled);
    }

    public static GatewayFleets of(int devices) {
        return new GatewayFleets(devices, devices == 1_000);
    }

    @Override
    public List<Metric> metrics() {
        return Stream.concat(
                        Stream.of(connect, connectCpu, threads, heap, heapBesideTls, resident, hubResident, idle),
                        load.stream())
                .toList();
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        List<Fleet> fleets = new ArrayList<>();
        try {
            for (Side side : List.of(Side.BARE, Side.AGENT)) {
                fleets.add(connect(lab, side, samples));
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            footprint(fleets, samples);
            idle(fleets, lab.full(IDLE, QUICK_IDLE), samples);
            for (Fleet fleet : fleets) {
                WarmUp.untilCompilersRest(lab, fleet.jvm(), () -> warmUp(lab, fleet));
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                ProcessorTime before = fleet.jvm().processorTime();
                load(lab, fleet, LOAD);
                double used = Times.millis(fleet.jvm().processorTime().nanosSince(before)) * 1_000 / LOAD.toMillis();
                load.forEach(metric -> samples.add(metric, fleet.side(), used));
                samples.add(hubResident, fleet.side(), lab.hub().usage().residentBytes() / MEGA);
            }
        } finally {
            fleets.forEach(fleet -> fleet.jvm().close());
        }
    }

    /** A JVM with connected devices. */
    private record Fleet(Side side, RemoteJvm<DeviceCalls> jvm, Usage before, String firstId) {
        DeviceCalls calls() {
            return jvm.program();
        }
    }

    private Fleet connect(Lab lab, Side side, Samples samples) {
        List<String> fleet = lab.newDevices(devices);
        RemoteJvm<DeviceCalls> jvm = lab.freshGateway(side, HEAP_LIMIT);
        Usage before = jvm.program().usage();
        long start = System.nanoTime();
        jvm.program().connect(fleet);
        samples.add(connect, side, Times.secondsSince(start));
        samples.add(connectCpu, side, Times.millis(jvm.program().cpuNanos() - before.cpuNanos()) / devices);
        return new Fleet(side, jvm, before, DeviceKey.of(fleet.get(0)).deviceId());
    }

    private void footprint(List<Fleet> fleets, Samples samples) {
        Map<Side, Double> heaps = new EnumMap<>(Side.class);
        for (Fleet fleet : fleets) {
            Usage now = fleet.calls().usage();
            double each = (now.heapBytes() - fleet.before().heapBytes()) / KILO / devices;
            samples.add(threads, fleet.side(), now.threads());
            samples.add(heap, fleet.side(), each);
            samples.add(resident, fleet.side(), now.residentBytes() / MEGA);
            heaps.put(fleet.side(), each);
        }
        Double bare = heaps.get(Side.BARE);
        if (bare != null) {
            samples.add(heapBesideTls, Side.AGENT, heaps.getOrDefault(Side.AGENT, 0.0) - bare);
        }
    }

    /** At the same time, as it is no elapsed time, and without the compilers, which work for minutes after a start. */
    private void idle(List<Fleet> fleets, Duration time, Samples samples) throws InterruptedException {
        List<ProcessorTime> before =
                fleets.stream().map(fleet -> fleet.jvm().processorTime()).toList();
        Thread.sleep(time.toMillis());
        for (int i = 0; i < fleets.size(); i++) {
            long used = fleets.get(i).jvm().processorTime().nanosSince(before.get(i));
            samples.add(idle, fleets.get(i).side(), Times.millis(used) * 60_000 / time.toMillis());
        }
    }

    private void warmUp(Lab lab, Fleet fleet) throws Exception {
        lab.hub().callInParallel(fleet.firstId(), MethodLoad.FAST, CALLS_AT_ONCE, WARM_UP);
        fleet.calls().sendTelemetry(WARM_UP, MESSAGES_AT_ONCE, BYTES);
        load(lab, fleet, WARM_UP);
    }

    /** A message a second from each device, and a hundred calls a second of one. */
    private void load(Lab lab, Fleet fleet, Duration time) throws Exception {
        int count = (int) time.dividedBy(CALL_INTERVAL);
        CompletableFuture<?> calls = CompletableFuture.runAsync(
                () -> lab.hub().callAtRate(fleet.firstId(), MethodLoad.FAST, CALL_INTERVAL, count));
        fleet.calls().sendEvenly(time, devices, BYTES);
        calls.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
