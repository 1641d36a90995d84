package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo shows all programs in one go, in a process of its own, and within its time. */
class DemoIT {
    @TempDir
    static Path directory;

    @Test
    void theDemoShowsEveryTutorial() throws Exception {
        Program demo = Program.run(directory, "demo"); // at most 60 s
        assertThat(demo.exitCode()).as(demo.err().toString()).isZero();
        assertThat(demo.err()).isEmpty();
        assertThat(demo.out())
                .containsSubsequence(
                        "1. Starting a local IoT Hub",
                        "Device 'my-device' is created. device-connection-string prints its connection string.",
                        "   (device) Total calls confirmed: 1",
                        "Response status          : 200",
                        "Response payload         : {\"Response\":\"This is the response from the device\"}",
                        "   (device) Message sent",
                        "Response payload         : {\"Response\":\"Executed direct method SetTelemetryInterval\"}",
                        "Response payload         : {\"Response\":\"The device reboots now\"}",
                        "Devices found: 1",
                        "Sending message: 1",
                        "   (device)     Total messages received: 2",
                        "Demo finished")
                .containsOnlyOnce("   (device) Telemetry interval set to 60 s", "   (device) Device rebooted.")
                .anyMatch(line -> line.matches("Last reboot time: \\d{4}-.*Z"));
    }
}
