package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeast;

import io.deckhand.bench.load.LoadCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;

/** Telemetry that the local hub acknowledges per second, from ten bare MQTT clients. Its figure stands in the agent's place. */
public final class HubThroughput implements Row {
    private static final int DEVICES = 10;
    private static final int UNDER_WAY = 200;
    private static final int BYTES = 200;

    /** Rounds are alike for a while before the hot code is compiled well: the compiler has no processor of its own. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Metric RATE = new Metric("hub-throughput", "1/s", atLeast(300_000));

    @Override
    public List<Metric> metrics() {
        return List.of(RATE);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        try (RemoteJvm<LoadCalls> load = lab.startLoad()) {
            load.program().connect(lab.place().hostName(), lab.place().mqttPort(), lab.newDevices(DEVICES));
            Lab.warmUp(() -> load.program().publish(lab.time(), UNDER_WAY, BYTES));
            load.program().publish(lab.full(WARM_UP, lab.time()), UNDER_WAY, BYTES);
            for (int i = 0; i < lab.rounds(); i++) {
                samples.add(RATE, Side.AGENT, load.program().publish(lab.time(), UNDER_WAY, BYTES));
            }
        }
    }
}
