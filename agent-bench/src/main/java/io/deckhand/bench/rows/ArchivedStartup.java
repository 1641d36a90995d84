package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.ClassArchive;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.remote.UnsignedJars;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time from starting a JVM until a device has caught up, with each archive of classes that this Java has and
 * without one. Each side has archives of its own.
 */
public final class ArchivedStartup implements Row {
    /** More than usual: the start-up times of JVMs differ by a tenth. */
    private static final int ROUNDS = 7;

    private static final List<Side> SIDES = List.of(Side.AGENT, Side.RAW_DEFAULT);
    private static final Metric PLAIN = new Metric("startup-plain", "s", atMostTimesDefault(1.1));

    private record Start(Metric metric, Side side, String classPath, List<String> options) {
        double seconds(Lab lab) {
            List<String> device = lab.newDevices(1);
            long start = System.nanoTime();
            try (RemoteJvm<DeviceCalls> jvm = lab.freshFrom(classPath, side, Transport.MQTT, options)) {
                jvm.program().connect(device);
                return Times.secondsSince(start);
            }
        }
    }

    @Override
    public List<Metric> metrics() {
        return Stream.concat(Stream.of(PLAIN), Stream.of(ClassArchive.values()).map(ArchivedStartup::metricOf))
                .toList();
    }

    private static Metric metricOf(ClassArchive archive) {
        return new Metric("startup-" + archive.name().toLowerCase(Locale.ROOT), "s", atMostTimesDefault(1.1));
    }

    /** Its archives take a while to write. */
    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        try (Scratch scratch = Scratch.make()) {
            List<Start> starts = new ArrayList<>();
            SIDES.forEach(side -> starts.add(new Start(PLAIN, side, System.getProperty("java.class.path"), List.of())));
            Optional<String> unsigned = UnsignedJars.copyOfClassPath(scratch.directory());
            if (unsigned.isEmpty()) {
                return; // directories of classes cannot be archived
            }
            for (ClassArchive archive : ClassArchive.values()) {
                for (Side side : SIDES) {
                    if (archive.isKnown()) {
                        starts.add(archived(lab, archive, side, unsigned.get(), scratch.directory()));
                    }
                }
            }
            for (int round = 0; round < lab.full(ROUNDS, 2); round++) {
                for (Start start : starts) {
                    samples.add(start.metric, start.side, start.seconds(lab));
                }
            }
        }
    }

    private static Start archived(Lab lab, ClassArchive archive, Side side, String classPath, Path directory) {
        Path file = directory.resolve(side + "." + archive);
        new Start(metricOf(archive), side, classPath, archive.write(file)).seconds(lab);
        return new Start(metricOf(archive), side, classPath, archive.read(file));
    }
}
