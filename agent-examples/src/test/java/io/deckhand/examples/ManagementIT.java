package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** reboot-device, reboot-and-watch and reboot-query, each a process of its own. */
class ManagementIT {
    private static final String LAST_REBOOT = "Last reboot time: ";

    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.4");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void theRebootIsSeenAlsoWhenTheHubRestartsMeanwhile() throws Exception {
        try (Program device = Program.example(directory, "reboot-device", "--reboot-time", "4")) {
            device.awaitLine("Device 'd1' is connected. Press Ctrl-C to stop.");
            Instant before = Instant.now();
            try (Program watch = Program.example(directory, "reboot-and-watch", "--device", "d1")) {
                device.awaitLine("Rebooting device...");
                device.signal("STOP"); // it shall not be done with its reboot before the hub is gone
                watch.awaitLine("Waiting for device to report last reboot time...");
                hub.stop();
                device.signal("CONT");
                watch.awaitLine("Trying again.");
                device.awaitLine("Device rebooted.");
                hub.startAgain();
                assertThat(watch.awaitExit()).as(watch.err().toString()).isZero();
                assertThat(lastReboot(watch)).isAfter(before);
                assertThat(watch.out())
                        .startsWith(
                                "Invoking device to reboot...",
                                "Waiting up to 60 s for device 'd1' ...",
                                "",
                                "Device Method called",
                                "Device Method name       : rebootDevice",
                                "Device Method payload    : null",
                                "",
                                "Response status          : 200",
                                "Response payload         : {\"Response\":\"The device reboots now\"}",
                                "",
                                "Successfully invoked the device to reboot.",
                                "Waiting for device to report last reboot time...")
                        .endsWith(LAST_REBOOT + lastReboot(watch));
            }
            device.awaitLine("Device twin updated: rebootTime");
            foundByQuery(before);
            device.pressCtrlC();
            assertThat(device.out())
                    .containsExactlyInAnyOrder(
                            "Device 'd1' connects ...",
                            "Device 'd1' is connected. Press Ctrl-C to stop.",
                            "Rebooting device...",
                            "The connection is lost; reconnecting ...",
                            "Device rebooted.",
                            "Connected again.",
                            "Device twin updated: rebootTime",
                            "Device 'd1' is closed.")
                    .containsSubsequence("Rebooting device...", "Device rebooted.", "Device twin updated: rebootTime");
        }
    }

    private static void foundByQuery(Instant before) throws Exception {
        Program query = Program.run(directory, "reboot-query", "--since", before.toString());
        assertThat(query.exitCode()).as(query.err().toString()).isZero();
        assertThat(query.out()).hasSize(2).last().isEqualTo("Devices found: 1");
        assertThat(query.out()).first().asString().startsWith("Device 'd1' rebooted at ");
        Program later = Program.run(
                directory,
                "reboot-query",
                "--since",
                Instant.now().plus(Duration.ofHours(1)).toString());
        assertThat(later.exitCode()).isZero();
        assertThat(later.out()).containsExactly("Devices found: 0");
    }

    @Test
    void aSecondCallDuringARebootIsToldSo() throws Exception {
        try (Program device = Program.example(directory, "reboot-device", "--device", "d2", "--reboot-time", "600")) {
            device.awaitLine("Device 'd2' is connected.");
            Program watch = Program.fail(
                    directory,
                    "Device 'd2' did not report a reboot within 1 s.",
                    "reboot-and-watch",
                    "--device",
                    "d2",
                    "--watch",
                    "1");
            assertThat(watch.out()).contains("Waiting for device to report last reboot time...");
            device.awaitLine("Rebooting device...");

            Program second = Program.fail(
                    directory, "Device 'd2' answered with status 409.", "reboot-and-watch", "--device", "d2");
            assertThat(second.out())
                    .endsWith(
                            "Response status          : 409",
                            "Response payload         : {\"Response\":\"The device is rebooting already\"}");

            device.pressCtrlC();
            assertThat(device.out())
                    .containsExactly(
                            "Device 'd2' connects ...",
                            "Device 'd2' is connected. Press Ctrl-C to stop.",
                            "Rebooting device...",
                            "Device 'd2' is closed.");
        }
    }

    @Test
    void aRealRebootIsAnotherProcess() throws Exception {
        try (Program device = Program.example(directory, "reboot-device", "--device", "d3", "--real")) {
            device.awaitLine("Device 'd3' is connected.");
            List<ProcessHandle> before = device.children();
            try (Program watch = Program.example(directory, "reboot-and-watch", "--device", "d3")) {
                device.awaitLines("Device 'd3' is connected.", 2);
                assertThat(watch.awaitExit()).as(watch.err().toString()).isZero();
                assertThat(lastReboot(watch)).isBefore(Instant.now());
            }
            assertThat(device.children()).hasSize(1).doesNotContainAnyElementsOf(before);
            device.pressCtrlC();
            assertThat(device.children()).isEmpty();
            assertThat(device.out())
                    .startsWith(
                            "Device 'd3' connects ...",
                            "Device 'd3' is connected. Press Ctrl-C to stop.",
                            "Rebooting device...",
                            "Device 'd3' is closed.",
                            "Device 'd3' connects ...",
                            "Device 'd3' is connected. Press Ctrl-C to stop.",
                            "Device rebooted.")
                    .endsWith("Device 'd3' is closed.");
        }
    }

    @Test
    void watchingEndsWithCtrlC() throws Exception {
        try (Program device = Program.example(directory, "reboot-device", "--device", "d4", "--reboot-time", "600")) {
            device.awaitLine("Device 'd4' is connected.");
            try (Program watch = Program.example(directory, "reboot-and-watch", "--device", "d4")) {
                watch.awaitLine("Waiting for device to report last reboot time...");
                watch.pressCtrlC();
                assertThat(watch.out()).endsWith("Stopped before it had finished.");
                assertThat(watch.err()).isEmpty();
            }
        }
    }

    private static Instant lastReboot(Program watch) {
        return watch.out().stream()
                .filter(line -> line.startsWith(LAST_REBOOT))
                .map(line -> Instant.parse(line.substring(LAST_REBOOT.length())))
                .findFirst()
                .orElseThrow();
    }
}
