package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backlog that is larger than the heap: kept by one process, found and sent by the next. */
@LocalHubTest
class SmallHeapTest {
    @TempDir
    Path directory;

    private String run(LocalHub hub, HubDevice device, int megabytes, String what, int messages) throws Exception {
        Path out = directory.resolve(what);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx" + megabytes + "m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeapDevice.class.getName(),
                        directory.resolve("store").toString(),
                        device.connectionString(),
                        hub.caCertificate().toString(),
                        what,
                        String.valueOf(messages))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).as(what).isNotEmpty();
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines.get(lines.size() - 1);
    }

    private void keptAndSent(LocalHub hub, HubDevice device, int megabytes, int messages) throws Exception {
        assertThat((long) messages * SmallHeapDevice.BYTES)
                .as("is larger than the heap")
                .isGreaterThan(megabytes * 900_000L);
        assertThat(run(hub, device, megabytes, "fill", messages)).isEqualTo("kept " + messages);
        assertThat(run(hub, device, megabytes, "send", messages)).isEqualTo("sent " + messages);
        List<String> last = new ArrayList<>(); // of as many as the hub remembers
        Set<String> ids = new HashSet<>();
        for (TelemetryMessage message : device.telemetry()) {
            if (ids.add(String.valueOf(message.systemProperties().get("messageId")))) {
                last.add(message.text().split(" ", -1)[0]);
            }
        }
        assertThat(last).hasSizeGreaterThan(5_000);
        for (int i = 0; i < last.size(); i++) {
            assertThat(last.get(i)).isEqualTo(String.valueOf(messages - last.size() + i));
        }
    }

    @Test
    void aHundredThousandMessagesTakeAHeapOfTwentyMegabytes(LocalHub hub, HubDevice device) throws Exception {
        keptAndSent(hub, device, 20, 100_000);
    }

    @Tag("chaos")
    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void aMillionMessagesTakeAHeapOf64Megabytes(LocalHub hub, HubDevice device) throws Exception {
        keptAndSent(hub, device, 64, 1_000_000);
    }
}
