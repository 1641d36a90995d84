package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** telemetry-device and set-telemetry-interval, each a process of its own. */
class ControlIT {
    private static final String READING = "Sending message: \\{\"temperature\":\\d+\\.\\d+,\"humidity\":\\d+\\.\\d+}";

    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.3");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void theIntervalChangesAtOnceAndSendingGoesOnAfterTheHubRestarted() throws Exception {
        try (Program device = Program.example(directory, "telemetry-device", "--interval", "3600")) {
            device.awaitLine("Message sent");

            Program set = Program.run(directory, "set-telemetry-interval", "--device", "d1", "--interval", "1");
            assertThat(set.exitCode()).isZero();
            assertThat(set.err()).isEmpty();
            assertThat(set.outWithoutProgress())
                    .containsExactly(
                            "Waiting up to 60 s for device 'd1' ...",
                            "",
                            "Device Method called",
                            "Device Method name       : SetTelemetryInterval",
                            "Device Method payload    : 1",
                            "",
                            "Response status          : 200",
                            "Response payload         : {\"Response\":\"Executed direct method SetTelemetryInterval\"}");
            device.awaitLines("Message sent", 3);

            hub.restart();
            device.awaitLine("Connected again.");
            device.awaitLines("Message sent", device.lines("Message sent") + 2);

            device.pressCtrlC();
            assertThat(device.out())
                    .startsWith("Device 'd1' connects ...", "Device 'd1' is connected. Press Ctrl-C to stop.")
                    .endsWith("Device 'd1' is closed.")
                    .containsOnlyOnce(
                            "Telemetry interval set to 1 s",
                            "The connection is lost; reconnecting ...",
                            "Connected again.");
            assertThat(device.out().get(2)).matches(READING);
            assertThat(device.out())
                    .filteredOn(line -> line.startsWith("Sending"))
                    .allMatch(line -> line.matches(READING))
                    .hasSizeGreaterThanOrEqualTo((int) device.lines("Message sent"));
        }
    }

    @Test
    void aWrongIntervalIsRefusedWithAReason() throws Exception {
        try (Program device = Program.example(directory, "telemetry-device", "--device", "d2", "--interval", "3600")) {
            device.awaitLine("Message sent");
            assertThat(refused("0").out())
                    .endsWith(
                            "Response status          : 400",
                            "Response payload         : {\"Response\":\"The interval must be 1 to 86400 seconds.\"}");
            assertThat(refused("\"ten\"").out())
                    .contains("Response status          : 400")
                    .last()
                    .asString()
                    .contains("whole number");
            assertThat(device.out()).noneMatch(line -> line.startsWith("Telemetry interval"));

            Program typo = Program.run(directory, "set-telemetry-interval", "--device", "d2", "--interval", "ten");
            assertThat(typo.exitCode()).isEqualTo(2);
            assertThat(typo.err()).first().isEqualTo("The payload is not JSON. Text needs its own quotes: '\"text\"'.");
        }
    }

    private static Program refused(String interval) throws Exception {
        return Program.fail(
                directory,
                "Device 'd2' answered with status 400.",
                "set-telemetry-interval",
                "--device",
                "d2",
                "--interval",
                interval);
    }
}
