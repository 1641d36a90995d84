package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devices do that only the hub sees, or only a message over MQTT shows. */
@LocalHubTest
class DeviceProgramsTest {
    /** A device program on a thread of its own. */
    private static final class Running implements AutoCloseable {
        private final StringWriter words = new StringWriter();
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private final Thread thread;

        Running(LocalHub hub, HubDevice device, String program, String... options) {
            this(hub, device.deviceId(), program, with(options, "--connection-string", device.connectionString()));
        }

        private static String[] with(String[] options, String... more) {
            return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
        }

        Running(LocalHub hub, String deviceId, String program, String... options) {
            List<String> command = new ArrayList<>(List.of(program));
            command.addAll(List.of("--ca", hub.caCertificate().toString()));
            command.addAll(List.of(options));
            PrintWriter out = new PrintWriter(words, true);
            thread = new Thread(
                    () -> ended.complete(Examples.commandLine().setOut(out).execute(command.toArray(String[]::new))),
                    program);
            thread.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> lines().contains("Device '" + deviceId + "' is connected. Press Ctrl-C to stop."));
        }

        List<String> lines() {
            return words.toString().lines().toList();
        }

        @Override
        public void close() {
            thread.interrupt();
            assertThat(ended).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(0);
        }
    }

    @Test
    void aHotReadingIsAnAlertAndNoOther(LocalHub hub, HubDevice device) {
        try (Running telemetry = new Running(hub, device, "telemetry-device", "--interval", "3600")) {
            TelemetryMessage message = device.awaitTelemetry(any -> true, Duration.ofSeconds(30));
            String temperature = message.text().replaceAll(".*\"temperature\":([0-9.]+).*", "$1");
            assertThat(message.properties())
                    .containsExactly(
                            Map.entry("temperatureAlert", String.valueOf(Double.parseDouble(temperature) > 30)));
            assertThat(telemetry.lines()).contains("Sending message: " + message.text());
        }
    }

    @Test
    void aMessageIsPrintedAndTheLastOnesTimeAtTheEnd(LocalHub hub, HubDevice device) {
        Running running = new Running(hub, device, "c2d-device", "--transport", "mqtt");
        try (running) {
            device.sendCloudToDevice(new CloudToDeviceMessage(
                    "héllo", Map.of("b", "2", "a", "1"), "m-1", "c-1", null, null, Duration.ofMinutes(5)));
            await().atMost(Duration.ofSeconds(30)).until(() -> device.pendingCloudToDevice() == 0);
        }
        assertThat(running.lines().subList(2, running.lines().size()))
                .startsWith(
                        "Received Message [0]:",
                        "    Data: <<<héllo>>> & Size=6",
                        "    Properties: {a=1, b=2}",
                        "    Message id: m-1",
                        "    Correlation id: c-1",
                        "    Total messages received: 1")
                .endsWith("Device '" + device.deviceId() + "' is closed.")
                .anyMatch(line -> line.matches("Last Message: \\d{4}-.*Z"));
    }

    @Test
    void aDeviceShowsItsCertificate(LocalHub hub, @TempDir Path directory) throws Exception {
        X509Bundle own = selfSigned("certified");
        HubDevice device = hub.createDevice("certified", own.getCertificate());
        Path certificate = Files.writeString(directory.resolve("certificate.pem"), own.getCertificatePEM());
        Path key = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());

        try (Running running = new Running(
                hub,
                device,
                "simulated-device",
                "--certificate",
                certificate.toString(),
                "--private-key",
                key.toString())) {
            device.awaitConnected(Duration.ofSeconds(30));
            assertThat(running.lines()).isNotEmpty();
        }
    }

    @Test
    void aDeviceIsToldItsHub(LocalHub hub, @TempDir Path directory) throws Exception {
        String key = hub.enrollments().individual("keyed").create().primaryKey();
        X509Bundle own = selfSigned("enrolled");
        hub.enrollments()
                .individual("enrolled")
                .certificate(own.getCertificate())
                .create();
        Path certificate = Files.writeString(directory.resolve("certificate.pem"), own.getCertificatePEM());
        Path privateKey = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());

        try (Running first = new Running(hub, "keyed", "simulated-device", dps(hub, "keyed", "--key", key));
                Running second = new Running(
                        hub,
                        "enrolled",
                        "simulated-device",
                        dps(
                                hub,
                                "enrolled",
                                "--certificate",
                                certificate.toString(),
                                "--private-key",
                                privateKey.toString()))) {
            hub.device("keyed").awaitConnected(Duration.ofSeconds(30));
            hub.device("enrolled").awaitConnected(Duration.ofSeconds(30));
            assertThat(first.lines()).noneMatch(line -> line.contains(key));
            assertThat(second.lines()).isNotEmpty();
        }
    }

    private static String[] dps(LocalHub hub, String id, String... more) {
        return Running.with(
                more, "--dps", hub.hostName(), "--id-scope", hub.enrollments().idScope(), "--registration-id", id);
    }

    private static X509Bundle selfSigned(String id) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + id)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @Test
    void whatIsMissingForProvisioningIsNamed() {
        StringWriter words = new StringWriter();
        int exit = Examples.commandLine()
                .setErr(new PrintWriter(words, true))
                .execute("simulated-device", "--dps", "127.0.0.1", "--id-scope", "s", "--registration-id", "r");

        assertThat(exit).isEqualTo(2);
        assertThat(words.toString()).contains("--dps needs --key, or --certificate and --private-key.");
    }
}
