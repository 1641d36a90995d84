package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is deleted has no name any more; its devices are moved by the provisioning service. */
class DeletedHubTest {
    @TempDir
    private Path directory;

    private static String address() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127." + random.nextInt(1, 255) + "." + random.nextInt(0, 256) + "." + random.nextInt(1, 255);
    }

    @Test
    void theDevicesOfADeletedHubGoOnAtAnotherOneAndLoseNothing() throws Exception {
        String all = address() + " staying.hub.test\n" + address() + " deleted.hub.test\n127.0.0.1 localhost\n";
        Files.writeString(directory.resolve("all-hosts"), all);
        Path hosts = Files.writeString(directory.resolve("hosts"), all);
        Path errors = directory.resolve("errors");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-Dsun.net.inetaddr.ttl=0",
                        "-Dsun.net.inetaddr.negative.ttl=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeletedHub.class.getName(),
                        directory.toString())
                .redirectError(errors.toFile())
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(said.lines())
                    .as(Files.readString(errors))
                    .containsExactly(
                            "fan-MQTT NAME_NOT_RESOLVED, all arrived true, lost {}, reported true true",
                            "fan-AMQPS NAME_NOT_RESOLVED, all arrived true, lost {}, reported true true");
        } finally {
            process.destroyForcibly();
        }
    }
}
