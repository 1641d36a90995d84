package com.example.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The application in a JVM of its own, with everything on the module path and no flag that helps. */
@LocalHubTest
class ModularApplicationTest {
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void aModularApplicationAnswers(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        System.getProperty("module.path"),
                        "--module",
                        "com.example.fan/com.example.fan.Main",
                        device.connectionString(),
                        hub.caCertificate().toString(),
                        transport.name())
                .redirectErrorStream(true)
                .start();
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
