package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** simulated-device and call-method, each a process of its own. */
class DirectMethodsIT {
    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.1");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void theDeviceAnswersAlsoAfterTheHubRestartedUntilCtrlC() throws Exception {
        try (Program device = Program.example(directory, "simulated-device")) {
            device.awaitLine("Device 'd1' is connected. Press Ctrl-C to stop.");

            Program call = Program.run(directory, "call-method", "--device", "d1");
            assertThat(call.exitCode()).isZero();
            assertThat(call.err()).isEmpty();
            assertThat(call.outWithoutProgress())
                    .containsExactly(
                            "Waiting up to 60 s for device 'd1' ...",
                            "",
                            "Device Method called",
                            "Device Method name       : DeviceMethod",
                            "Device Method payload    : {\"method_number\":\"42\"}",
                            "",
                            "Response status          : 200",
                            "Response payload         : {\"Response\":\"This is the response from the device\"}");

            hub.restart();
            device.awaitLine("Connected again.");
            Program again = Program.run(directory, "call-method", "--device", "d1", "--payload", "[1,null]");
            assertThat(again.exitCode()).as(again.err().toString()).isZero();

            device.pressCtrlC();
            assertThat(device.out())
                    .containsExactly(
                            "Device 'd1' connects ...",
                            "Device 'd1' is connected. Press Ctrl-C to stop.",
                            "Method callback called with:",
                            "methodName = DeviceMethod",
                            "payload = {\"method_number\":\"42\"}",
                            "context = 0",
                            "Total calls confirmed: 1",
                            "The connection is lost; reconnecting ...",
                            "Connected again.",
                            "Method callback called with:",
                            "methodName = DeviceMethod",
                            "payload = [1,null]",
                            "context = 0",
                            "Total calls confirmed: 2",
                            "Device 'd1' is closed.");
        }
    }

    @Test
    void aCallCanWaitForTheDeviceToConnect() throws Exception {
        try (Program call = Program.example(directory, "call-method", "--device", "d2", "--connect-timeout", "60")) {
            call.awaitLine("Still waiting for the answer of device 'd2' (3 s)");
            try (Program device = Program.example(directory, "simulated-device", "--device", "d2")) {
                assertThat(call.awaitExit()).as(call.err().toString()).isZero();
                assertThat(call.out()).contains("Response status          : 200");
                assertThat(device.terminate()).isEqualTo(143);
                assertThat(device.out()).endsWith("Device 'd2' is closed.");
            }
        }
    }

    @Test
    void aCallThatWaitsEndsWithCtrlC() throws Exception {
        try (Program call = Program.example(directory, "call-method", "--device", "d2", "--connect-timeout", "60")) {
            call.awaitLine("Waiting up to 120 s for device 'd2' ...");
            call.pressCtrlC();
            assertThat(call.out())
                    .containsSubsequence("Waiting up to 120 s for device 'd2' ...", "Stopped before it had finished.")
                    .doesNotContain("Device Method called");
            assertThat(call.err()).isEmpty();
        }
    }
}
