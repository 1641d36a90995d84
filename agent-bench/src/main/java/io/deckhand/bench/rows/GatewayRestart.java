package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.device.DeviceKey;
import io.deckhand.bench.device.GatewayFleet;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A restart of the hub with 1,000 devices in one gateway: how many of them the hub accepts in the busiest second afterwards, how long
 * until it has all, and how many of the messages that they sent meanwhile never arrive.
 */
public final class GatewayRestart implements Row {
    private static final int DEVICES = 1_000;

    /** Less than hub and gateway together can do on two processors, so that the pace is the gateway's. */
    private static final int PER_SECOND = 25;

    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int MESSAGES = 3;
    private static final int BYTES = 200;

    private static final Metric PEAK = new Metric("gateway-restart-peak", "1/s", Goal.atMost(PER_SECOND));
    private static final Metric BACK = new Metric("gateway-restart-devices", "devices", Goal.atLeast(DEVICES));
    private static final Metric TIME = new Metric("gateway-restart-time", "s", Goal.NONE);
    private static final Metric LOST = new Metric("gateway-restart-lost", "messages", Goal.atMost(0));

    @Override
    public List<Metric> metrics() {
        return List.of(PEAK, BACK, TIME, LOST);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        List<String> fleet = lab.newDevices(DEVICES);
        List<String> ids =
                fleet.stream().map(key -> DeviceKey.of(key).deviceId()).toList();
        try (RemoteJvm<DeviceCalls> jvm = lab.freshGateway(
                Side.AGENT, GatewayFleets.HEAP_LIMIT, "-D" + GatewayFleet.CONNECTS_PER_SECOND + "=" + PER_SECOND)) {
            jvm.program().connect(fleet);
            lab.hub().stop();
            jvm.program().awaitDisconnected(PATIENCE);
            jvm.program().queueTelemetryFromEach(MESSAGES, BYTES);
            TimeUnit.MILLISECONDS.sleep(AWAY.toMillis());
            long start = System.nanoTime();
            lab.hub().startAgain();
            List<Long> connects = lab.hub().awaitEachConnected(ids, PATIENCE);
            samples.add(TIME, Side.AGENT, Times.secondsSince(start));
            samples.add(PEAK, Side.AGENT, busiestSecond(connects));
            samples.add(BACK, Side.AGENT, connects.size());
            jvm.program().awaitAcknowledged(PATIENCE);
            samples.add(LOST, Side.AGENT, DEVICES * MESSAGES - lab.hub().differentMessages(ids));
        }
    }

    /** {@return how many of these times, in nanoseconds and in order, lie within one second} */
    static int busiestSecond(List<Long> times) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) >= TimeUnit.SECONDS.toNanos(1)) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
