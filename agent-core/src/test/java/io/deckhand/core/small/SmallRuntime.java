package io.deckhand.core.small;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM with a {@link SmallDevice}, and a back end that has it do everything it can. */
record SmallRuntime(LocalHub hub, HubDevice device, Path directory) {
    private static final List<String> VALIDATION =
            List.of("hibernate-validator", "classmate", "jboss-logging", "expressly");
    private static final String ORDER = "{\"level\":3,\"since\":\"2026-01-01T00:00:00Z\",\"notes\":[\"a\"]}";

    void run(Transport transport, String... options) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command(transport, options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Agents.SOON).until(() -> !process.isAlive() || device.isConnected());
            assertThat(process.isAlive()).as(() -> text(log)).isTrue();
            exercise();
            assertThat(process.waitFor(Agents.SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).as(() -> text(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private void exercise() {
        assertThat(device.invoke("start", ORDER, Agents.SOON, Agents.SOON).status())
                .isEqualTo(200); // connected is not yet subscribed
        assertThat(device.invoke("work", "null").status()).isEqualTo(202);
        assertThat(device.invoke("start", "{\"level\":\"high\"}").status()).isEqualTo(400);
        assertThat(device.invoke("deckhand.methods", "null").payload()).contains("longRunning");
        device.patchDesired("{\"level\":7}");
        device.sendCloudToDevice(CloudToDeviceMessage.of(ORDER));
        await().atMost(Agents.SOON)
                .untilAsserted(() -> assertThat(device.reported()).contains("\"level\":7", "\"note\":[\"a\"]"));
        await().atMost(Agents.SOON).until(() -> !device.telemetry().isEmpty());
        assertThat(device.invoke("stop", "null").status()).isEqualTo(200);
    }

    private List<String> command(Transport transport, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                classPath(),
                SmallDevice.class.getName(),
                device.connectionString(),
                hub.caCertificate().toString(),
                transport.name(),
                directory.resolve("store").toString()));
        return command;
    }

    /** That of these tests without a provider of validation, which has needs of its own. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> VALIDATION.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
