package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.ProcessorTime;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processor time of a connected device that has nothing to do. It is not elapsed time, so all sides idle together. */
public final class Idle implements Row {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Then start-up is over. */
    private static final long SETTLE_MILLIS = 10_000;

    /** For each side: the JVM's own threads, which are most of it, differ by a fifth from one to the next. */
    private static final int JVMS = 3;

    private static final int WINDOWS = 3;
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private final Transport transport;
    private final Metric cpu;

    private record Idler(Side side, RemoteJvm<DeviceCalls> jvm) {}

    private Idle(Transport transport, String name) {
        this.transport = transport;
        this.cpu = new Metric(name, "ms/min", atMostTimesDefault(1.1));
    }

    /** {@return the row over MQTT} */
    static Idle overMqtt() {
        return new Idle(Transport.MQTT, "idle");
    }

    /** {@return the row over AMQP, where the SDK's threads take most of it} */
    static Idle overAmqp() {
        return new Idle(Transport.AMQPS, "idle-amqps");
    }

    @Override
    public List<Metric> metrics() {
        return List.of(cpu);
    }

    /** Over seconds it would tell nothing. */
    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        if (transport == Transport.AMQPS && lab.place().amqpPort() == 0) {
            return;
        }
        List<Idler> idlers = new ArrayList<>();
        try {
            for (int i = 0; i < JVMS; i++) {
                for (Side side : Side.ORDINARY) {
                    Idler idler = new Idler(side, lab.fresh(side, transport));
                    idlers.add(idler);
                    idler.jvm.program().connect(lab.newDevices(1));
                }
            }
            Thread.sleep(SETTLE_MILLIS);
            for (int i = 0; i < WINDOWS; i++) {
                idle(idlers, samples);
            }
        } finally {
            idlers.forEach(idler -> idler.jvm.close());
        }
    }

    private void idle(List<Idler> idlers, Samples samples) throws InterruptedException {
        List<ProcessorTime> before =
                idlers.stream().map(idler -> idler.jvm.processorTime()).toList();
        Thread.sleep(WINDOW.toMillis());
        for (int i = 0; i < idlers.size(); i++) {
            long used = idlers.get(i).jvm.processorTime().nanosSince(before.get(i));
            samples.add(cpu, idlers.get(i).side, Times.millis(used) * MINUTE.toMillis() / WINDOW.toMillis());
        }
    }
}
