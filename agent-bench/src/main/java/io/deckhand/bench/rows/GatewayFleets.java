package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.device.DeviceKey;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Many devices in one gateway, compared with the same number of bare clients of the same library in one JVM. */
public final class GatewayFleets implements Row {
    private static final List<Side> SIDES = List.of(Side.BARE, Side.AGENT);
    private static final double KILO = 1024;
    private static final double MEGA = 1024 * 1024;
    private static final int BYTES = 200;

    /** Threads used for connecting end after ten idle seconds. */
    private static final long SETTLE_SECONDS = 12;

    private static final Duration CALL_INTERVAL = Duration.ofMillis(10);
    private static final long PATIENCE_SECONDS = 300;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration QUICK_IDLE = Duration.ofSeconds(15);

    private final int devices;
    private final Metric connect;
    private final Metric connectCpu;
    private final Metric threads;
    private final Metric heap;
    private final Metric resident;
    private final Metric idle;
    private final Metric load;

    private GatewayFleets(int devices, boolean judged) {
        this.devices = devices;
        String name = "gateway-" + devices;
        this.connect = new Metric(name + "-connect", "s", judged ? Goal.atMostTimes(1.3, Side.BARE) : Goal.NONE);
        this.connectCpu = new Metric(name + "-connect-cpu", "ms each", Goal.NONE);
        this.threads = new Metric(name + "-threads", "threads", judged ? Goal.atMost(24) : Goal.NONE);
        this.heap = new Metric(name + "-heap", "KB each", Goal.NONE);
        this.resident = new Metric(name + "-rss", "MB", judged ? Goal.atMost(300) : Goal.NONE);
        this.idle = new Metric(name + "-idle", "ms/min", judged ? Goal.atMostTimes(1.2, Side.BARE) : Goal.NONE);
        this.load = new Metric(
                devices == 1_000 ? "gateway-throughput" : name + "-throughput",
                "ms cpu/s",
                judged ? Goal.atMostTimes(1.3, Side.BARE) : Goal.NONE);
    }

    public static GatewayFleets of(int devices) {
        return new GatewayFleets(devices, devices == 1_000);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(connect, connectCpu, threads, heap, resident, idle, load);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (Side side : SIDES) {
            List<String> fleet = lab.newDevices(devices);
            try (RemoteJvm<DeviceCalls> jvm = lab.freshGateway(side)) {
                measure(lab, side, jvm.program(), fleet, samples);
            }
        }
    }

    private static String idOf(String connectionString) {
        return DeviceKey.of(connectionString).deviceId();
    }

    private void measure(Lab lab, Side side, DeviceCalls jvm, List<String> fleet, Samples samples) throws Exception {
        Usage before = jvm.usage();
        long start = System.nanoTime();
        jvm.connect(fleet);
        samples.add(connect, side, Times.secondsSince(start));
        samples.add(connectCpu, side, Times.millis(jvm.cpuNanos() - before.cpuNanos()) / devices);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        Usage after = jvm.usage();
        samples.add(threads, side, after.threads());
        samples.add(heap, side, (after.heapBytes() - before.heapBytes()) / KILO / devices);
        samples.add(resident, side, after.residentBytes() / MEGA);
        Duration quiet = lab.full(IDLE, QUICK_IDLE);
        long cpu = jvm.cpuNanos();
        Thread.sleep(quiet.toMillis());
        samples.add(idle, side, Times.millis(jvm.cpuNanos() - cpu) * 60_000 / quiet.toMillis());
        jvm.sendEvenly(lab.time(), devices, BYTES); // warms up
        cpu = jvm.cpuNanos();
        CompletableFuture<?> calls = CompletableFuture.runAsync(() -> lab.hub()
                .callAtRate(idOf(fleet.get(0)), MethodLoad.FAST, CALL_INTERVAL, (int) quiet.dividedBy(CALL_INTERVAL)));
        jvm.sendEvenly(quiet, devices, BYTES);
        calls.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        samples.add(load, side, Times.millis(jvm.cpuNanos() - cpu) * 1_000 / quiet.toMillis());
    }
}
