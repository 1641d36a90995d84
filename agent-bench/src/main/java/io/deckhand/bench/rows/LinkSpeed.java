package io.deckhand.bench.rows;

import static java.util.Objects.requireNonNull;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One device over {@code Link.NETTY}, compared with a bare client of the same library, the agent on the SDK, and the
 * raw SDK.
 */
public final class LinkSpeed implements Row {
    private static final List<Side> SIDES = List.of(Side.AGENT, Side.BARE, Side.AGENT_ON_SDK, Side.RAW_TUNED);
    private static final int UNDER_WAY = 256;
    private static final int MESSAGES_UNDER_WAY = 1_000;
    private static final int BYTES = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private static final Metric METHODS = new Metric(
            "link-method-throughput",
            "1/s",
            Goal.atLeastTimes(0.8, Side.BARE).and(Goal.atLeastTimes(1.7, Side.AGENT_ON_SDK)));
    private static final Metric METHODS_CPU = new Metric("link-method-throughput-cpu", "us each", Goal.NONE);
    private static final Metric LATENCY =
            new Metric("link-method-latency-p50", "ms", Goal.atMostTimes(1.25, Side.BARE));
    private static final Metric TELEMETRY = new Metric(
            "link-telemetry-throughput",
            "1/s",
            Goal.atLeastTimes(0.6, Side.BARE).and(Goal.atLeastTimesTuned(4)));
    private static final Metric TELEMETRY_CPU = new Metric("link-telemetry-throughput-cpu", "us each", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(METHODS, METHODS_CPU, LATENCY, TELEMETRY, TELEMETRY_CPU);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        Map<Side, RemoteJvm<DeviceCalls>> jvms = new EnumMap<>(Side.class);
        try {
            for (Side side : SIDES) {
                jvms.put(side, lab.freshLink(side));
            }
            for (int round = 0; round <= lab.rounds(); round++) {
                for (Side side : SIDES) {
                    // The first round warms up.
                    measure(
                            lab,
                            side,
                            requireNonNull(jvms.get(side)).program(),
                            round == 0 ? new Samples() : samples,
                            round == 0);
                }
            }
        } finally {
            jvms.values().forEach(RemoteJvm::close);
        }
    }

    private static void measure(Lab lab, Side side, DeviceCalls devices, Samples into, boolean first) {
        Duration time = first ? WARM_UP : lab.time();
        String id = lab.newId();
        devices.connect(List.of(lab.hub().createDevice(id)));
        try {
            long cpu = devices.cpuNanos();
            double calls = lab.hub().callInParallel(id, MethodLoad.FAST, UNDER_WAY, time);
            into.add(METHODS, side, calls);
            into.add(METHODS_CPU, side, Times.micros(devices.cpuNanos() - cpu) / (calls * time.toMillis() / 1e3));
            Histogram trips = lab.hub().callOneByOne(id, MethodLoad.FAST, time);
            into.add(LATENCY, side, Times.millis(trips, 50));
            cpu = devices.cpuNanos();
            double messages = devices.sendTelemetry(time, MESSAGES_UNDER_WAY, BYTES);
            into.add(TELEMETRY, side, messages);
            into.add(TELEMETRY_CPU, side, Times.micros(devices.cpuNanos() - cpu) / (messages * time.toMillis() / 1e3));
        } finally {
            devices.disconnect();
        }
    }
}
