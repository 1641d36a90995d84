package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;

/**
 * By how much a device over {@code Link.NETTY} is connected again later than its reconnect policy asked, after a restart of the hub.
 * The agent on the SDK beside it waits for the same policy.
 */
public final class LinkReconnect implements Row {
    private static final List<Side> SIDES = List.of(Side.AGENT, Side.AGENT_ON_SDK);

    private static final Metric OVER_DELAY = new Metric("link-reconnect-over-delay", "s", Goal.atMost(0.1));

    @Override
    public List<Metric> metrics() {
        return List.of(OVER_DELAY);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (Side side : SIDES) {
            try (RemoteJvm<DeviceCalls> jvm = lab.freshLink(side)) {
                for (int round = 0; round <= lab.full(20, 5); round++) {
                    // The first round warms up.
                    restart(lab, side, jvm.program(), round == 0 ? new Samples() : samples);
                }
            }
        }
    }

    /** A new device each time: delays grow from one loss to the next until a connection was stable. */
    private static void restart(Lab lab, Side side, DeviceCalls jvm, Samples into) throws InterruptedException {
        String id = lab.newId();
        jvm.connect(List.of(lab.hub().createDevice(id)));
        try (Connected device = new Connected(id, jvm)) {
            ReconnectAfterRestart.restart(lab, device);
            into.add(OVER_DELAY, side, Times.seconds(jvm.nanosOverDrawnDelay()));
        }
    }
}
