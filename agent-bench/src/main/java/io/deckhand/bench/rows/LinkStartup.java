package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The time from starting a JVM until a device over {@code Link.NETTY} is connected: as it is, with an archive of class data that an
 * earlier run wrote, and with the options for a small machine beside it. The other sides have neither.
 */
public final class LinkStartup implements Row {
    private static final List<Side> SIDES = List.of(Side.AGENT, Side.BARE, Side.AGENT_ON_SDK, Side.RAW_DEFAULT);

    /** Writing an archive takes a second or two of processor time. */
    private static final long PATIENCE_SECONDS = 60;

    private static final Metric STARTUP = new Metric("link-startup", "s", Goal.atMostTimesDefault(0.8));
    /** What docs/small.md says of a small machine. */
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Metric ARCHIVED = new Metric("link-startup-archived", "s", Goal.atMostTimesDefault(0.5));
    private static final Metric ARCHIVED_SMALL =
            new Metric("link-startup-archived-small", "s", Goal.atMostTimesDefault(0.5));

    @Override
    public List<Metric> metrics() {
        return List.of(STARTUP, ARCHIVED, ARCHIVED_SMALL);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        Path archive = Files.createTempFile("deckhand-bench", ".jsa");
        Files.delete(archive); // the JVM writes no archive over a file
        try {
            writeArchive(lab, archive);
            for (int round = 0; round < lab.full(7, 3); round++) {
                for (Side side : SIDES) {
                    double seconds = secondsUntilConnected(lab, side);
                    samples.add(STARTUP, side, seconds);
                    if (side != Side.AGENT) {
                        samples.add(ARCHIVED, side, seconds);
                        samples.add(ARCHIVED_SMALL, side, seconds);
                    }
                }
                samples.add(ARCHIVED, Side.AGENT, secondsUntilConnected(lab, Side.AGENT, archived(archive, List.of())));
                samples.add(
                        ARCHIVED_SMALL, Side.AGENT, secondsUntilConnected(lab, Side.AGENT, archived(archive, SMALL)));
            }
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static void writeArchive(Lab lab, Path archive) {
        RemoteJvm<DeviceCalls> jvm = lab.freshLink(Side.AGENT, "-XX:ArchiveClassesAtExit=" + archive);
        try {
            jvm.program().connect(lab.newDevices(1));
            jvm.program().disconnect();
        } finally {
            jvm.close(PATIENCE_SECONDS);
        }
    }

    /** A JVM that cannot use the archive must not start without. */
    private static String[] archived(Path archive, List<String> others) {
        return Stream.concat(Stream.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on"), others.stream())
                .toArray(String[]::new);
    }

    private static double secondsUntilConnected(Lab lab, Side side, String... jvmOptions) {
        List<String> device = lab.newDevices(1);
        long start = System.nanoTime();
        try (RemoteJvm<DeviceCalls> jvm = lab.freshLink(side, jvmOptions)) {
            jvm.program().connect(device);
            return Times.secondsSince(start);
        }
    }
}
