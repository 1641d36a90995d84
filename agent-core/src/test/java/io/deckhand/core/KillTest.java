package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.TelemetryMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A device is killed under load, again and again: what it knew to be kept arrives, in order; each desired change is told, and once but for
 * the one that was being told; every operation has an end.
 */
@LocalHubTest
class KillTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The hub remembers the telemetry of about so many runs, and the twin the operations of one more. */
    private static final int KILLS_AT_ONCE = 4;

    @TempDir
    Path directory;

    private int wanted;

    /** Changes of which it was on disk that they were told. */
    private final Set<Integer> settled = new HashSet<>();

    /** The calls that began operations, and the ids of those. */
    private final Map<String, String> operations = new LinkedHashMap<>();

    private Process start(Transport transport, LocalHub hub, HubDevice device, int run, String what)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        TestedLink.OPTION,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledDevice.class.getName(),
                        directory.toString(),
                        device.connectionString(),
                        hub.caCertificate().toString(),
                        transport.name(),
                        String.valueOf(run),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private List<String> lines() throws IOException {
        Path file = directory.resolve("lines");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    static Stream<Transport> transports() {
        return TestedLink.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void nothingThatWasKeptIsLost(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        killed(transport, hub, device, 1, 3);
    }

    /** As many as {@code -Ddeckhand.kills} says over both transports, the first of them {@code -Ddeckhand.kills.first}. */
    @Tag("chaos")
    @Timeout(value = 5, unit = TimeUnit.HOURS)
    @ParameterizedTest
    @MethodSource("transports")
    void nothingThatWasKeptIsLostInAThousandKills(Transport transport) throws Exception {
        int from = Integer.getInteger("deckhand.kills.first", 1);
        int kills = Integer.getInteger("deckhand.kills", 1_000) / 2;
        // Of its own: the hub remembers too few messages for both transports at once.
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("killed-over-" + transport);
            for (int first = from; first < from + kills; first += KILLS_AT_ONCE) {
                killed(transport, hub, device, first, KILLS_AT_ONCE);
            }
        }
    }

    private void killed(Transport transport, LocalHub hub, HubDevice device, int first, int kills) throws Exception {
        Random random = new Random(first);
        wanted = 10 * first;
        settled.clear();
        operations.clear();
        Files.deleteIfExists(directory.resolve("lines"));
        for (int run = first; run < first + kills; run++) {
            Process process = start(transport, hub, device, run, "send");
            try {
                load(device, run, random);
            } finally {
                process.destroyForcibly().waitFor();
            }
            device.patchDesired("{\"n\":" + ++wanted + "}");
        }
        Process last = start(transport, hub, device, 0, "drain");
        try {
            await().atMost(Agents.SOON).until(() -> lines().contains("drained") || !last.isAlive());
            assertThat(lines()).as(Files.readString(directory.resolve("out"))).contains("drained");
            everyOperationHasAnEnd(device);
            last.getOutputStream().close();
            assertThat(last.waitFor(Agents.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            last.destroyForcibly().waitFor();
        }
        check(device);
    }

    /** Has the device do everything at once, for a time by seed: the kill may come at any time. */
    private void load(HubDevice device, int run, Random random) throws IOException {
        awaitLines("kept " + run + " ", 1);
        await().atMost(Agents.SOON).until(device::isConnected);
        device.patchDesired("{\"n\":" + ++wanted + "}");
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(400));
        begin(device, "work", run);
        begin(device, "job", run);
        if (random.nextBoolean()) {
            settle(device, run);
        }
        await().until(() -> System.nanoTime() > until);
    }

    /** It may be asked for before it listens, and again: the key says that it is the same operation. */
    private void begin(HubDevice device, String method, int run) {
        String call = call(method, run);
        await().atMost(Agents.SOON).ignoreExceptions().until(() -> {
            MethodResult accepted = device.invoke(method, call);
            if (accepted.status() == 202) {
                operations.put(call, id(accepted));
            }
            return accepted.status() == 202;
        });
    }

    private static String call(String method, int run) {
        return "{\"$operationKey\":\"" + method + run + "\"}";
    }

    private static String id(MethodResult accepted) throws IOException {
        return JSON.readTree(accepted.payload()).path("operationId").asText();
    }

    /** Waits until it is on disk that the last change was told: from then on it must not be told again. */
    private void settle(HubDevice device, int run) throws IOException {
        awaitLines("told " + wanted + " ", 1);
        device.patchDesired("{\"mark\":" + wanted + "}");
        awaitLines("mark " + wanted, 1);
        String kept = "kept " + run + " ";
        awaitLines(kept, count(kept) + 2);
        settled.add(wanted);
    }

    private long count(String beginning) throws IOException {
        return lines().stream().filter(line -> line.startsWith(beginning)).count();
    }

    private void awaitLines(String beginning, long count) {
        await().atMost(Agents.SOON).until(() -> count(beginning) >= count);
    }

    private void everyOperationHasAnEnd(HubDevice device) throws IOException {
        for (Map.Entry<String, String> begun : operations.entrySet()) {
            boolean job = begun.getKey().contains("job");
            await().atMost(Agents.SOON).untilAsserted(() -> {
                JsonNode operation = JSON.readTree(device.reported())
                        .path("deckhand")
                        .path("operations")
                        .path(begun.getValue());
                assertThat(operation.path("status").asText())
                        .as("%s %s", begun, operation)
                        .isIn(job ? List.of("succeeded") : List.of("succeeded", "interrupted"));
                assertThat(operation.path("endedAt").isTextual()).isTrue();
                assertThat(operation.path("result").asInt()).isEqualTo(job ? KilledDevice.JOB_STEPS : 0);
            });
            MethodResult again = device.invoke(job ? "job" : "work", begun.getKey());
            assertThat(id(again)).as("called again by its key: %s", begun).isEqualTo(begun.getValue());
        }
    }

    private void check(HubDevice device) throws IOException {
        Map<Integer, Integer> kept = new HashMap<>();
        long count = 0;
        Map<Integer, List<Integer>> told = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>();
        for (String line : lines()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("kept")) {
                kept.put(Integer.valueOf(words[1]), Integer.valueOf(words[2]));
                count = Long.parseLong(words[3]);
            } else if (words[0].equals("told")) {
                order.add(Integer.valueOf(words[1]));
                told.computeIfAbsent(order.get(order.size() - 1), value -> new ArrayList<>())
                        .add(Integer.valueOf(words[2]));
            }
        }
        checkTelemetry(device, kept);
        assertThat(order).as("desired changes").isSorted().last().isEqualTo(wanted);
        told.forEach((value, runs) -> {
            assertThat(runs).as("runs that were told %s", value).doesNotHaveDuplicates();
            assertThat(runs.size())
                    .as("%s is told again only if it was being told at the kill: told in %s", value, runs)
                    .isLessThanOrEqualTo(settled.contains(value) ? 1 : 2);
        });
        assertThat(told.keySet()).containsAll(settled);
        assertThat(JSON.readTree(device.reported()).path("count").asLong())
                .as("the last report kept")
                .isGreaterThanOrEqualTo(count);
    }

    private static void checkTelemetry(HubDevice device, Map<Integer, Integer> kept) {
        Map<Integer, List<Integer>> arrived = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (TelemetryMessage message : device.telemetry()) {
            if (ids.add(message.systemProperties().get("messageId"))) {
                arrived.computeIfAbsent(Integer.valueOf(message.properties().get("run")), run -> new ArrayList<>())
                        .add(Integer.valueOf(message.properties().get("number")));
            }
        }
        kept.forEach((run, numbers) -> {
            List<Integer> ofRun = arrived.getOrDefault(run, List.of());
            assertThat(ofRun)
                    .as("run %s: order, and each once by its id", run)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(ofRun.size()).as("run %s: kept", run).isGreaterThanOrEqualTo(numbers);
        });
    }
}
