package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The hub as a program of its own, started as a user would. */
final class HubProcess implements AutoCloseable {
    private static final int TERMINATED = 128 + 15;

    private final Path directory;
    private final Process process;

    /**
     * Starts it.
     *
     * @param program what stands between {@code java} and {@code start}
     */
    HubProcess(Path directory, List<String> program, String... options) throws IOException {
        this.directory = directory;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of("start", "--info", info().toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    static HubProcess fromClassPath(Path directory, String... options) throws IOException {
        List<String> program = List.of("-cp", System.getProperty("java.class.path"), HubCommand.class.getName());
        return new HubProcess(directory, program, options);
    }

    JsonNode awaitReady() throws IOException {
        await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(info()) || !process.isAlive());
        assertThat(info()).withFailMessage(() -> read("err")).exists();
        assertThat(Files.getPosixFilePermissions(info())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        return new ObjectMapper().readTree(info().toFile());
    }

    /** Ends it as a service manager does, and expects that it goes quickly and without complaint. */
    void terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("stopped in time").isTrue();
        assertThat(process.exitValue()).isIn(0, TERMINATED);
        assertThat(read("err")).isEmpty();
        assertThat(read("out")).contains("is running at").endsWith("The local IoT Hub has stopped.\n");
        assertThat(info()).doesNotExist();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String read(String stream) {
        try {
            return Files.readString(directory.resolve(stream));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Path info() {
        return directory.resolve("hub.json");
    }
}
