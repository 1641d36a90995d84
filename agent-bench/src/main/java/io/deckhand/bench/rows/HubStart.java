package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;

import io.deckhand.bench.hub.HubCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The start of a hub: in a new JVM of a test, and as a program of its own, from the start of its JVM until the info file is
 * there, without and with an archive of its classes. The figures stand in the agent's place.
 */
public final class HubStart implements Row {
    private static final int ROUNDS = 7;

    private static final Metric IN_TEST = new Metric("hub-start", "s", atMost(1));
    private static final Metric PROGRAM = new Metric("hub-start-program", "s", Goal.NONE);
    private static final Metric ARCHIVE = new Metric("hub-start-archive", "s", atMost(0.6));

    @Override
    public List<Metric> metrics() {
        return List.of(IN_TEST, PROGRAM, ARCHIVE);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        int rounds = lab.full(ROUNDS, 2);
        for (int i = 0; i < rounds; i++) {
            try (RemoteJvm<HubCalls> hub = lab.startHub()) {
                samples.add(
                        IN_TEST, Side.AGENT, Times.seconds(hub.program().start().startNanos()));
            }
        }
        Optional<HubJar> packaged = HubJar.find();
        if (packaged.isPresent()) {
            measure(lab, samples, packaged.get(), rounds);
        }
    }

    private static void measure(Lab lab, Samples samples, HubJar hub, int rounds) throws Exception {
        try (Scratch scratch = Scratch.make()) {
            Path archive = scratch.directory().resolve("hub.jsa");
            hub.archive(archive, lab.log());
            List<String> options = List.of("-XX:SharedArchiveFile=" + archive, "-XX:TieredStopAtLevel=1");
            for (int i = 0; i < rounds; i++) {
                Path info = scratch.directory().resolve(i + ".json");
                samples.add(PROGRAM, Side.AGENT, Times.seconds(hub.nanosUntilReady(List.of(), info, lab.log())));
                samples.add(ARCHIVE, Side.AGENT, Times.seconds(hub.nanosUntilReady(options, info, lab.log())));
            }
        }
    }
}
