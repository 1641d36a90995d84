package io.deckhand.bench.rows;

import static java.util.Objects.requireNonNull;

import io.deckhand.Transport;
import io.deckhand.bench.device.DeviceCalls;
import io.deckhand.bench.device.DeviceProgram;
import io.deckhand.bench.hub.HubCalls;
import io.deckhand.bench.hub.HubPlace;
import io.deckhand.bench.hub.HubProgram;
import io.deckhand.bench.hub.MethodLoad;
import io.deckhand.bench.keep.KeepCalls;
import io.deckhand.bench.keep.KeepProgram;
import io.deckhand.bench.load.LoadCalls;
import io.deckhand.bench.load.LoadProgram;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The environment of the rows: one hub in a separate JVM, and a JVM for each side, kept from row to row so that its
 * code is compiled. At any time only one side has a device connected.
 */
public final class Lab implements AutoCloseable {
    /** No logging, as it takes time and standard output is only for the outcomes of calls; the same for all sides. */
    static final List<String> QUIET =
            List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Xlog:disable", "-Xlog:all=warning:stderr");

    private static final int MOST_WARM_UP_ROUNDS = 6;

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final int WARM_UP_CALLS = 100;

    /** Rounds whose figures differ by less than this share count as alike. */
    private static final double ALIKE = 0.1;

    private record Key(Side side, Transport transport) {}

    private final Pace pace;
    private final Path log;
    private final @Nullable Path recordings;
    private final RemoteJvm<HubCalls> hub;
    private final HubPlace place;
    private final Map<Key, RemoteJvm<DeviceCalls>> devices = new HashMap<>();
    private final Set<Transport> warmedUp = EnumSet.noneOf(Transport.class);
    private int identities;
    private int started;

    /**
     * Starts the hub.
     *
     * @param pace how much time there is
     * @param log the log file of the other JVMs
     * @param recordings the directory for their flight recordings, if they are profiled
     */
    public Lab(Pace pace, Path log, @Nullable Path recordings) {
        this.pace = pace;
        this.log = log;
        this.recordings = recordings;
        hub = startHub();
        place = hub.program().start();
    }

    /** {@return one of two values, by the kind of run} */
    <T> T full(T inFull, T inQuick) {
        return pace.quick() ? inQuick : inFull;
    }

    Path log() {
        return log;
    }

    HubCalls hub() {
        return hub.program();
    }

    HubPlace place() {
        return place;
    }

    private List<String> options(String program) {
        List<String> options = new ArrayList<>(QUIET);
        if (recordings != null) {
            Path file = recordings.resolve(program + "-" + started++ + ".jfr");
            options.add(
                    "-XX:StartFlightRecording:settings=profile,dumponexit=true,jdk.ExecutionSample#period=2ms,filename="
                            + file);
        }
        return options;
    }

    /** {@return a separate hub in a new JVM, not started yet} */
    RemoteJvm<HubCalls> startHub() {
        return RemoteJvm.start(HubCalls.class, HubProgram.class, log, options("hub"));
    }

    /** {@return a new JVM} */
    RemoteJvm<DeviceCalls> fresh(Side side, Transport transport, String... jvmOptions) {
        List<String> options = options(side.name());
        options.addAll(List.of(jvmOptions));
        return chosen(RemoteJvm.start(DeviceCalls.class, DeviceProgram.class, log, options), side, transport);
    }

    /** {@return a new JVM whose agents use {@code Link.NETTY}} */
    RemoteJvm<DeviceCalls> freshLink(Side side, String... jvmOptions) {
        return fresh(side, Transport.MQTT, with("-Ddeckhand.bench.link=NETTY", jvmOptions));
    }

    /** {@return a new JVM whose agents are in one gateway} */
    RemoteJvm<DeviceCalls> freshGateway(Side side, String... jvmOptions) {
        return fresh(side, Transport.MQTT, with("-Ddeckhand.bench.gateway=true", jvmOptions));
    }

    private static String[] with(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    /** {@return a new JVM with an additional class path entry} */
    RemoteJvm<DeviceCalls> freshWith(Path classPath, Side side, Transport transport) {
        return chosen(
                RemoteJvm.start(DeviceCalls.class, DeviceProgram.class, log, options(side.name()), classPath),
                side,
                transport);
    }

    /** {@return a new JVM with another class path} */
    RemoteJvm<DeviceCalls> freshFrom(String classPath, Side side, Transport transport, List<String> jvmOptions) {
        List<String> options = options(side.name());
        options.addAll(jvmOptions);
        return chosen(
                RemoteJvm.startFrom(classPath, DeviceCalls.class, DeviceProgram.class, log, options), side, transport);
    }

    private RemoteJvm<DeviceCalls> chosen(RemoteJvm<DeviceCalls> jvm, Side side, Transport transport) {
        jvm.program().choose(side, transport, place.caFile());
        return jvm;
    }

    /** {@return a JVM that keeps messages} */
    RemoteJvm<KeepCalls> startKeep(String... jvmOptions) {
        List<String> options = options("keep");
        options.addAll(List.of(jvmOptions));
        return RemoteJvm.start(KeepCalls.class, KeepProgram.class, log, options);
    }

    /** {@return a JVM for a bare MQTT client} */
    RemoteJvm<LoadCalls> startLoad() {
        return RemoteJvm.start(LoadCalls.class, LoadProgram.class, log, options("load"));
    }

    /** Connects a new device in the JVM of its side. */
    Connected connect(Side side) {
        return connect(side, Transport.MQTT);
    }

    Connected connect(Side side, Transport transport) {
        DeviceCalls device = devices.computeIfAbsent(
                        new Key(side, transport), key -> fresh(key.side(), key.transport()))
                .program();
        String id = newId();
        device.connect(List.of(hub().createDevice(id)));
        return new Connected(id, device);
    }

    String newId() {
        return "d" + identities++;
    }

    /** {@return the connection strings of {@code count} new devices} */
    List<String> newDevices(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> hub().createDevice(newId()))
                .toList();
    }

    /** Measures the sides in turns, each after its warm-up, unless only one round is requested. */
    void interleave(Samples samples, int rounds, Measurement measurement) throws Exception {
        if (pace.rounds() > 1) {
            for (Side side : Side.ORDINARY) {
                warmUp(side, measurement);
            }
        }
        interleaveCold(samples, rounds, measurement);
    }

    /** Calls methods for a while, once, on the sides that are limited by their code and not by timers. */
    void warmUpMethods(Transport transport) {
        if (pace.rounds() > 1 && warmedUp.add(transport)) {
            for (Side side : List.of(Side.AGENT, Side.RAW_TUNED)) {
                try (Connected device = connect(side, transport)) {
                    hub().callInParallel(device.id(), MethodLoad.FAST, WARM_UP_CALLS, WARM_UP);
                }
            }
        }
    }

    private static void warmUp(Side side, Measurement measurement) throws Exception {
        if (side == Side.RAW_DEFAULT) {
            figure(side, measurement); // once: its speed is limited by timers
        } else {
            warmUp(() -> figure(side, measurement));
        }
    }

    /** Runs rounds that do not count, until they are alike: the compiler has then finished with their code. */
    static void warmUp(Callable<Double> round) throws Exception {
        double before = round.call();
        for (int i = 1; i < MOST_WARM_UP_ROUNDS; i++) {
            double now = round.call();
            if (Math.abs(now - before) < ALIKE * before) {
                return;
            }
            before = now;
        }
    }

    /** {@return the first figure of a round} */
    private static double figure(Side side, Measurement measurement) throws Exception {
        Samples samples = new Samples();
        measurement.of(side, samples);
        Double figure = samples.results().get(0).median(side);
        return requireNonNull(figure, "a round has a figure");
    }

    /** Measures the sides in turns; the first round counts too. */
    void interleaveCold(Samples samples, int rounds, Measurement measurement) throws Exception {
        interleaveCold(samples, side -> rounds, measurement);
    }

    /** The same for a row on which some sides take minutes instead of seconds, and so have fewer rounds. */
    void interleaveCold(Samples samples, ToIntFunction<Side> rounds, Measurement measurement) throws Exception {
        int most = Side.ORDINARY.stream().mapToInt(rounds).max().orElseThrow();
        for (int i = 0; i < most; i++) {
            for (Side side : Side.ORDINARY) {
                if (i < rounds.applyAsInt(side)) {
                    measurement.of(side, samples);
                }
            }
        }
    }

    /** {@return the duration of one round of an ordinary row} */
    Duration time() {
        return pace.time();
    }

    /** {@return how many rounds an ordinary row has} */
    int rounds() {
        return pace.rounds();
    }

    @Override
    public void close() {
        devices.values().forEach(RemoteJvm::close);
        hub.close();
    }
}
