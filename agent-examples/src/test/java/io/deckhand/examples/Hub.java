package io.deckhand.examples;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code deckhand-hub.jar} in a process of its own, with the devices d1 to d4, and all state kept over restarts. */
final class Hub implements AutoCloseable {
    private final Path directory;
    private final String host;
    private int httpsPort;
    private Program program;
    private JsonNode info;

    Hub(Path directory, String host) throws Exception {
        this.directory = directory;
        this.host = host;
        program = start();
        info = awaitReady();
        httpsPort = info.path("ports").path("https").asInt();
    }

    private Program start() throws Exception {
        return Program.hub(
                directory,
                "start",
                "--host",
                host,
                "--device",
                "d1",
                "--device",
                "d2",
                "--device",
                "d3",
                "--device",
                "d4",
                "--data",
                directory.resolve("data").toString(),
                "--info",
                infoFile(),
                "--https-port",
                Integer.toString(httpsPort));
    }

    private JsonNode awaitReady() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(Path.of(infoFile())));
        return new ObjectMapper().readTree(Path.of(infoFile()).toFile());
    }

    /** Ends the process and starts another over the same data, at the same ports. */
    void restart() throws Exception {
        stop();
        startAgain();
    }

    void stop() throws Exception {
        program.terminate();
    }

    void startAgain() throws Exception {
        program = start();
        info = awaitReady();
    }

    String infoFile() {
        return directory.resolve("hub.json").toString();
    }

    String text(String name) {
        return info.path(name).asText();
    }

    String httpsPort() {
        return Integer.toString(httpsPort);
    }

    String deviceConnectionString(int device) {
        return info.path("devices").path(device).path("connectionString").asText();
    }

    @Override
    public void close() {
        program.close();
    }
}
