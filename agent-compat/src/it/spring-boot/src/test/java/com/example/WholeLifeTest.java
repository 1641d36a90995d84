package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** The application in a process of its own, as it is run. */
class WholeLifeTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void itAnswersReportsItsHealthAndDrainsOnSigterm() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("fan");
            int port = freePort();
            Process application = start(
                    FanApplication.class,
                    port,
                    "--deckhand.connection-string=" + device.connectionString(),
                    "--deckhand.trusted-certificates=" + hub.caCertificate());
            try {
                await().atMost(SOON).until(() -> health(port).path("status").asText().equals("UP"));
                assertThat(device.invoke("spin", "{\"rpm\":1200}").payload()).isEqualTo("{\"rpm\":1200}");
                assertThat(get(port, "/actuator/metrics/deckhand.method.calls")).contains("spin");

                hub.stop();
                await().atMost(SOON).until(() -> health(port).path("status").asText().equals("DOWN")
                        && health(port).at("/details/cause").asText().equals("CONNECTION_REFUSED"));
                hub.startAgain();
                await().atMost(SOON).until(() -> health(port).path("status").asText().equals("UP"));

                assertThat(device.invoke("measure", "2000").status()).isEqualTo(200);
                application.destroy(); // SIGTERM
                assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(device.telemetry()).hasSizeGreaterThanOrEqualTo(2000);
            } finally {
                application.destroyForcibly();
            }
        }
    }

    @Test
    void itRunsWithTheSpringBootThatWasAskedFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot"));
    }

    @Test
    void itRunsWithALocalHubAndNoConfigurationAtAll() throws Exception {
        int port = freePort();
        Process application = start(TestFanApplication.class, port);
        try {
            await().atMost(SOON).until(() -> health(port).path("status").asText().equals("UP"));
        } finally {
            application.destroy();
            application.waitFor(30, TimeUnit.SECONDS);
            application.destroyForcibly();
        }
    }

    private static Process start(Class<?> main, int port, String... arguments) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes,
                main.getName(),
                "--server.address=127.0.0.1",
                "--server.port=" + port));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target", main.getSimpleName() + ".log"))
                .start();
    }

    /** Read as JSON: each Spring Boot has an order of its own. */
    private JsonNode health(int port) throws IOException {
        return new ObjectMapper().readTree(get(port, "/actuator/health")).at("/components/deckhand");
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
