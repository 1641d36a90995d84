package com.example.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application in a JVM of its own, with everything on the module path and no flag that helps. */
@LocalHubTest
class ModularApplicationTest {
    @Test
    void itAnswersOverMqttWithOptionsOfTheEnvironment(LocalHub hub, HubDevice device) throws Exception {
        answers(device, Map.of(
                "DECKHAND_CONNECTION_STRING", device.connectionString(),
                "DECKHAND_TRUSTED_CERTIFICATES", hub.caCertificate().toString()));
    }

    @Test
    void itAnswersOverAmqpWithOptionsOfAFile(LocalHub hub, HubDevice device, @TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), device.connectionString() + "\n");
        Path options = Files.writeString(directory.resolve("fan.properties"), """
                deckhand.connection-string-file = %s
                deckhand.trusted-certificates = %s
                deckhand.transport = AMQPS
                """.formatted(escaped(secret), escaped(hub.caCertificate())));

        answers(device, Map.of(), options.toString());
    }

    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\");
    }

    private static void answers(HubDevice device, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("module.path"),
                "--module",
                "com.example.fan/com.example.fan.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process application = builder.start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader output = application.inputReader()) {
            String line;
            while ((line = output.readLine()) != null) {
                said.append(line).append('\n');
                if (line.equals("connected")) {
                    assertEquals(200, device.invoke("setSpeed", "{\"rpm\":700}").status());
                }
            }
        } finally {
            application.destroy();
        }
        assertEquals(true, application.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, application.exitValue(), said.toString());
    }
}
