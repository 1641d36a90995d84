package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives a device's process, each a process of its own. */
class StoreIT {
    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.14");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void aReportMadeBeforeTheHaltIsInTheTwinAfterTheNextStart() throws Exception {
        String store = directory.resolve("reboot").toString();
        try (Program device = Program.example(directory, "reboot-device", "--store", store, "--halt")) {
            device.awaitLine("Device 'd1' is connected. Press Ctrl-C to stop.");
            Program.run(directory, "call-method", "--device", "d1", "--method", "rebootDevice");
            assertThat(device.awaitExit()).isZero();
        }
        try (Program device = Program.example(directory, "reboot-device", "--store", store, "--halt")) {
            device.awaitLine("Device 'd1' is connected. Press Ctrl-C to stop.");
            try (Program watch = Program.example(directory, "reboot-query")) {
                assertThat(watch.awaitExit()).as(watch.err().toString()).isZero();
                assertThat(watch.out().toString()).contains("d1");
            }
        }
    }

    @Test
    void aBurstIsOnDiskBeforeTheDeviceConnects() throws Exception {
        String store = directory.resolve("burst").toString();
        try (Program device = Program.example(
                directory,
                "telemetry-device",
                "--device",
                "d2",
                "--store",
                store,
                "--burst",
                "5000",
                "--interval",
                "60")) {
            device.awaitLine("Kept 5000 messages");
        }
        Program shown = Program.run(directory, "store", store);
        assertThat(shown.out()).as(shown.err().toString()).contains("0 records damaged, 0 messages lost");
        assertThat(List.of(shown.out().get(1).split(" "))).contains("telemetry");
    }
}
