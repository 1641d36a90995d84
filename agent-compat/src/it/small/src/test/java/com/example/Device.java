package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The delivered device, in its directory: a script starts it, once or several times, and each time it is called and ends. */
record Device(LocalHub hub, HubDevice device) {
    static final Path DIRECTORY = Path.of(System.getProperty("delivered"));

    /** {@return how often it was started} */
    int run(String script, String... jvmOptions) throws IOException, InterruptedException {
        Path log = DIRECTORY.resolve("log");
        Process shell = shell(script, log, jvmOptions);
        int started = 0;
        try {
            while (shell.isAlive()) {
                if (device.isConnected()) {
                    started += stop();
                }
                Thread.sleep(20); // the shell ends or the device connects: there is nothing that tells of both
            }
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        assertEquals(0, shell.waitFor(), Files.readString(log));
        return started;
    }

    private int stop() {
        try {
            int status = device.invoke("stop", "{\"seconds\":3}", Duration.ofSeconds(20), Duration.ofSeconds(20))
                    .status();
            return status == 200 ? 1 : 0;
        } catch (RuntimeException e) {
            return 0; // it was just leaving
        }
    }

    private Process shell(String script, Path log, String... jvmOptions) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = shell.environment();
        environment.put("PATH", System.getProperty("java.home") + "/bin" + File.pathSeparator + environment.get("PATH"));
        environment.put("JDK_JAVA_OPTIONS", String.join(" ", jvmOptions));
        environment.put("DECKHAND_CONNECTION_STRING", device.connectionString());
        environment.put("DECKHAND_TRUSTED_CERTIFICATES", hub.caCertificate().toString());
        return shell.start();
    }
}
