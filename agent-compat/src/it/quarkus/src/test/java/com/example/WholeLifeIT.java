package com.example;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged application in a process of its own, configured by its environment, as it is deployed. */
class WholeLifeIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalHub hub;
    private HubDevice device;

    @BeforeEach
    void startHub() {
        hub = LocalHub.start();
        device = hub.createDevice("fan");
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void itAnswersReportsItsHealthAndMetricsAndDrainsOnSigterm() throws Exception {
        int port = freePort();
        Process application = start(port, Map.of(
                "DECKHAND_CONNECTION_STRING", device.connectionString(),
                "DECKHAND_TRUSTED_CERTIFICATES", hub.caCertificate().toString()));
        try {
            await().atMost(SOON).until(() -> health(port).path("status").asText().equals("UP"));
            assertEquals("{\"rpm\":1200}", device.invoke("spin", "{\"rpm\":1200}").payload());
            String metrics = get(port, "/q/metrics");
            assertTrue(
                    metrics.lines().anyMatch(line -> line.startsWith("deckhand_method_calls_seconds_count{")
                            && line.contains("method=\"spin\"")
                            && line.contains("device=\"fan\"")
                            && line.matches(".* 1(\\.0)?")),
                    metrics);

            hub.stop();
            await().atMost(SOON).until(() -> health(port).path("status").asText().equals("DOWN")
                    && health(port).at("/data/cause").asText().equals("CONNECTION_REFUSED"));
            assertEquals("UP", json(port, "/q/health/live").path("status").asText());
            hub.startAgain();
            await().atMost(SOON).until(() -> health(port).path("status").asText().equals("UP"));

            assertEquals(200, device.invoke("measure", "2000").status());
            application.destroy(); // SIGTERM
            assertTrue(application.waitFor(60, TimeUnit.SECONDS));
            assertTrue(device.telemetry().size() >= 2000, () -> device.telemetry().size() + " messages");
        } finally {
            application.destroyForcibly();
        }
    }

    @Test
    void anUnknownOptionEndsTheStartWithTheKnownOnes() throws Exception {
        Path options = Files.writeString(Path.of("target", "wrong.properties"), "deckhand.keep-alives = 60s\n");
        Process application = start(
                freePort(),
                Map.of("DECKHAND_CONNECTION_STRING", device.connectionString()),
                "-Dquarkus.config.locations=" + options.toAbsolutePath());
        try {
            assertTrue(application.waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, application.exitValue());
            String log = Files.readString(log());
            assertTrue(log.contains("Unknown property 'deckhand.keep-alives'. Known: deckhand.keep-alive"), log);
        } finally {
            application.destroyForcibly();
        }
    }

    private static Process start(int port, Map<String, String> environment, String... flags) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        command.addAll(List.of(flags));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder application = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        application.environment().putAll(environment);
        return application.start();
    }

    private static Path log() {
        return Path.of("target", "application.log");
    }

    private JsonNode health(int port) throws IOException {
        for (JsonNode check : json(port, "/q/health/ready").path("checks")) {
            if (check.path("name").asText().equals("iot-hub")) {
                return check;
            }
        }
        return new ObjectMapper().missingNode();
    }

    private JsonNode json(int port, String path) throws IOException {
        return new ObjectMapper().readTree(get(port, path));
    }

    /** {@return the body, empty while nobody listens} */
    private String get(int port, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
