package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;
import static io.deckhand.bench.result.Goal.atMostTimesDefault;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.nio.file.Path;
import java.util.List;

/**
 * The time from starting a JVM until a device has caught up, and the duration of {@code build()} with 100 handlers in a
 * new JVM.
 */
public final class Startup implements Row {
    private static final int HANDLERS = 100;

    /** More than usual: the start-up times of JVMs differ by a tenth. */
    private static final int ROUNDS = 7;

    private static final Metric TIME = new Metric("startup", "s", atMostTimesDefault(1.1));
    /** For a quick run: the start-up time of a JVM varies from minute to minute by more than the goal allows. */
    private static final Metric UNJUDGED = new Metric(TIME.name(), TIME.unit(), Goal.NONE);

    private static final Metric BUILD = new Metric("startup-build", "ms", atMost(50));

    @Override
    public List<Metric> metrics() {
        return List.of(TIME, BUILD);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        lab.interleaveCold(samples, side -> side == Side.RAW_TUNED ? lab.full(ROUNDS, 1) : ROUNDS, (side, into) -> {
            List<String> device = lab.newDevices(1);
            long start = System.nanoTime();
            try (RemoteJvm<DeviceCalls> jvm = lab.fresh(side, Transport.MQTT)) {
                jvm.program().connect(device);
                into.add(lab.full(TIME, UNJUDGED), side, Times.secondsSince(start));
            }
        });
        try (ManyHandlers handlers = ManyHandlers.compile(HANDLERS)) {
            for (int i = 0; i < lab.full(5, 2); i++) {
                samples.add(BUILD, Side.AGENT, Times.millis(build(lab, handlers.classPath(), handlers.className())));
            }
        }
    }

    private static long build(Lab lab, Path classPath, String className) {
        String connectionString = lab.newDevices(1).get(0);
        try (RemoteJvm<DeviceCalls> jvm = lab.freshWith(classPath, Side.AGENT, Transport.MQTT)) {
            return jvm.program().startAgent(connectionString, className);
        }
    }
}
