package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A device is killed under load, again and again: what it knew to be kept arrives, in order; each desired change is told, and once but for
 * the one that was being told; every operation has an end.
 */
@LocalHubTest
class KillTest {
    @TempDir
    Path directory;

    private Process start(Transport transport, LocalHub hub, HubDevice device, int run, String what)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
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

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void nothingThatWasKeptIsLost(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        killed(transport, hub, device, 1, 3);
    }

    @Tag("chaos")
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void nothingThatWasKeptIsLostInAThousandKills(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        for (int first = 1; first < 500; first += 4) {
            killed(transport, hub, device, first, 4); // the hub remembers the telemetry of about so many
        }
    }

    private void killed(Transport transport, LocalHub hub, HubDevice device, int first, int kills) throws Exception {
        Random random = new Random(first);
        int wanted = 10 * first;
        Files.deleteIfExists(directory.resolve("lines"));
        for (int run = first; run < first + kills; run++) {
            Process process = start(transport, hub, device, run, "send");
            try {
                String kept = "kept " + run + " ";
                await().atMost(Agents.SOON)
                        .until(() -> lines().stream().anyMatch(line -> line.startsWith(kept)) && device.isConnected());
                device.patchDesired("{\"n\":" + ++wanted + "}");
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(400));
                String call = "{\"$operationKey\":\"k" + run + "\"}"; // may be asked for before it listens, and again
                await().atMost(Agents.SOON)
                        .ignoreExceptions()
                        .until(() -> device.invoke("work", call).status() == 202);
                await().until(() -> System.nanoTime() > until);
            } finally {
                process.destroyForcibly().waitFor();
            }
            device.patchDesired("{\"n\":" + ++wanted + "}");
        }
        Process last = start(transport, hub, device, 0, "drain");
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lines()).as(Files.readString(directory.resolve("out"))).contains("drained");
        check(device, wanted);
    }

    private void check(HubDevice device, int wanted) throws IOException {
        Map<Integer, Integer> kept = new HashMap<>();
        long count = 0;
        List<Integer> told = new ArrayList<>();
        for (String line : lines()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("kept")) {
                kept.put(Integer.valueOf(words[1]), Integer.valueOf(words[2]));
                count = Long.parseLong(words[3]);
            } else if (words[0].equals("told")) {
                told.add(Integer.valueOf(words[1]));
            }
        }
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
        assertThat(told.get(told.size() - 1)).as("the last desired change").isEqualTo(wanted);
        assertThat(told).as("desired changes").isSorted();
        JsonNode reported = new ObjectMapper().readTree(device.reported());
        assertThat(reported.path("count").asLong()).as("the last report kept").isGreaterThanOrEqualTo(count);
        reported.path("deckhand")
                .path("operations")
                .forEach(operation -> assertThat(operation.path("status").asText())
                        .as(operation.toString())
                        .isIn("succeeded", "interrupted"));
    }
}
