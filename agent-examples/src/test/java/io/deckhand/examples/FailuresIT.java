package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is said in one line, whichever back end asked for it. */
class FailuresIT {
    private static final String REFUSED =
            "The hub refused the credentials. Check the connection string, and the permissions of its policy. ";

    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.2");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({"call-method, 404001, 401003", "set-telemetry-interval, 404001, 401003", "reboot-and-watch, 404, 401"})
    void everyFailureIsOneLine(String backEnd, int unknown, int unauthorised) throws Exception {
        Program.fail(
                directory,
                "Device 'd1' is not connected, or accepts no direct methods. (404103)",
                backEnd,
                "--device",
                "d1");
        Program.fail(directory, "Device 'nobody' does not exist. (" + unknown + ")", backEnd, "--device", "nobody");
        Program.fail(directory, REFUSED + "(" + unauthorised + ")", withWrongKey(List.of(backEnd, "--device", "d1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-device", "device-connection-string", "reboot-query"})
    void aWrongKeyIsOneLineForTheRegistryToo(String backEnd) throws Exception {
        Program.fail(
                directory,
                REFUSED + "(401)",
                withWrongKey(backEnd.equals("reboot-query") ? List.of(backEnd) : List.of(backEnd, "--device", "d3")));
    }

    @Test
    void aDeviceThatDoesNotAnswerIsATimeOut() throws Exception {
        try (Program device = Program.example(directory, "simulated-device", "--device", "d2")) {
            device.awaitLine("Device 'd2' is connected.");
            device.signal("STOP");
            try (Program call = slow("call-method");
                    Program set = slow("set-telemetry-interval");
                    Program reboot = slow("reboot-and-watch")) {
                for (Program backEnd : List.of(call, set, reboot)) {
                    backEnd.hasFailed("Device 'd2' did not answer in time. (504101)");
                    assertThat(backEnd.out())
                            .contains(
                                    "Waiting up to 5 s for device 'd2' ...",
                                    "Still waiting for the answer of device 'd2' (3 s)");
                }
            }
        }
    }

    private static Program slow(String backEnd) throws Exception {
        return Program.example(directory, backEnd, "--device", "d2", "--timeout", "5");
    }

    @Test
    void anAnswerThatRefusesIsAFailureToo() throws Exception {
        try (Program device = Program.example(directory, "simulated-device", "--device", "d3")) {
            device.awaitLine("Device 'd3' is connected.");
            Program call = Program.fail(
                    directory,
                    "Device 'd3' answered with status 501.",
                    "call-method",
                    "--device",
                    "d3",
                    "--method",
                    "Unheard");
            assertThat(call.out())
                    .contains("Response status          : 501")
                    .anyMatch(line -> line.startsWith("Response payload         : ") && line.contains("DeviceMethod"));
            Program reboot = Program.fail(
                    directory, "Device 'd3' answered with status 501.", "reboot-and-watch", "--device", "d3");
            assertThat(reboot.out())
                    .contains("Response status          : 501")
                    .noneMatch(line -> line.contains("Success"));
        }
    }

    @Test
    void aHubThatIsNotThereOrNotTrustedIsOneLine() throws Exception {
        Map<String, String> environment = Map.of("IOTHUB_CONNECTION_STRING", hub.text("ownerConnectionString"));
        try (Program call = Program.example(
                        directory, environment, "call-method", "--device", "d1", "--https-port", hub.httpsPort());
                Program away =
                        Program.example(directory, environment, "call-method", "--device", "d1", "--https-port", "1")) {
            call.hasFailed("The hub at 127.203.0.2:" + hub.httpsPort()
                    + " is not trusted. For a local hub give its certificate with --ca.");
            assertThat(away.awaitExit()).isEqualTo(1);
            assertThat(away.err())
                    .singleElement()
                    .asString()
                    .startsWith("The hub at 127.203.0.2:1 cannot be reached: connection refused");
        }
    }

    @Test
    void aDeviceThatIsRefusedSaysSoAndEnds() throws Exception {
        Map<String, String> environment = Map.of(
                "IOTHUB_DEVICE_CONNECTION_STRING",
                hub.deviceConnectionString(0).replaceFirst("SharedAccessKey=.*", "SharedAccessKey=d3Jvbmc="));
        try (Program device = Program.example(
                directory,
                environment,
                "simulated-device",
                "--connect-timeout",
                "10",
                "--ca",
                hub.text("caCertificate"))) {
            assertThat(device.awaitExit()).isEqualTo(1);
            assertThat(device.out()).containsExactly("Device 'd1' connects ...", "Device 'd1' is closed.");
            assertThat(device.err())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("Not connected: the hub refused the credentials");
            assertThat(device.err()).last().isEqualTo("Device 'd1' could not connect within 10 s.");
            assertThat(device.err().toString()).doesNotContain("d3Jvbmc");
        }
    }

    @Test
    void aKeyInAMistypedCommandLineIsNotRepeated() throws Exception {
        Program mistyped = Program.run(
                directory,
                "call-method",
                "--conection-string",
                "HostName=h;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.err()).isNotEmpty().noneMatch(line -> line.contains("c2VjcmV0"));
        assertThat(mistyped.err()).last().isEqualTo("Run 'deckhand-examples call-method --help' to list the options.");
    }

    private static String[] withWrongKey(List<String> arguments) throws Exception {
        Path file = Files.writeString(
                directory.resolve("wrong-key"),
                hub.text("ownerConnectionString").replaceFirst("SharedAccessKey=.*", "SharedAccessKey=d3Jvbmc="));
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(
                "--connection-string-file",
                file.toString(),
                "--ca",
                hub.text("caCertificate"),
                "--https-port",
                hub.httpsPort()));
        return all.toArray(String[]::new);
    }
}
