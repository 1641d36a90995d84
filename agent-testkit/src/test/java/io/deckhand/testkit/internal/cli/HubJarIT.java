package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub: all its classes are in the one jar, and no logger or certificate maker is missing. */
class HubJarIT {
    @Test
    void theJarServesADevice(@TempDir Path directory) throws Exception {
        String jar = Path.of("target", "deckhand-hub.jar").toAbsolutePath().toString();
        try (HubProcess hub = new HubProcess(
                directory, List.of("-jar", jar), "--host", "127.202.0.3", "--device", "d1", "--https-port", "0")) {
            JsonNode info = hub.awaitReady();
            InfoFile.connectAndClose(info, 0);
            hub.terminate();
            assertThat(hub.read("out")).contains("Device identities         d1");
        }
    }

    @Test
    void itStartsFromAnArchiveOfItsClasses(@TempDir Path directory) throws Exception {
        String jar = Path.of("target", "deckhand-hub.jar").toAbsolutePath().toString();
        Path archive = directory.resolve("hub.jsa");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process making = new ProcessBuilder(java, "-jar", jar, "archive", archive.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("archive-output").toFile())
                .start();
        assertThat(making.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(making.exitValue())
                .as(() -> text(directory.resolve("archive-output")))
                .isZero();

        // With -Xshare:on a JVM that cannot use the archive does not start.
        List<String> program = List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on", "-jar", jar);
        try (HubProcess hub =
                new HubProcess(directory, program, "--host", "127.202.0.5", "--device", "d1", "--https-port", "0")) {
            InfoFile.connectAndClose(hub.awaitReady(), 0);
            hub.terminate();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
