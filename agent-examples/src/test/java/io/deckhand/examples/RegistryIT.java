package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** create-device and device-connection-string, and what the jar says of itself. */
class RegistryIT {
    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.5");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    @Test
    void aDeviceThatWasCreatedConnectsWithItsConnectionString() throws Exception {
        Program create = Program.run(directory, "create-device", "--device", "new-one");
        assertThat(create.exitCode()).as(create.err().toString()).isZero();
        assertThat(create.out())
                .containsExactly("Device 'new-one' is created. device-connection-string prints its connection string.");
        Program.fail(directory, "Device 'new-one' exists already. (409)", "create-device", "--device", "new-one");

        Program string = Program.run(directory, "device-connection-string", "--device", "new-one");
        assertThat(string.exitCode()).isZero();
        assertThat(string.out())
                .singleElement()
                .asString()
                .startsWith("HostName=127.203.0.5;DeviceId=new-one;SharedAccessKey=");
        Program.fail(
                directory, "Device 'nobody' does not exist. (404)", "device-connection-string", "--device", "nobody");

        Path file = Files.write(directory.resolve("new-one"), string.out());
        connects(Map.of(), "--connection-string-file", file.toString());
        connects(Map.of("IOTHUB_DEVICE_CONNECTION_STRING", string.out().get(0)));
        connects(Map.of(), "--connection-string", string.out().get(0));
    }

    private static void connects(Map<String, String> environment, String... options) throws Exception {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "simulated-device";
        arguments[1] = "--ca";
        arguments[2] = hub.text("caCertificate");
        System.arraycopy(options, 0, arguments, 3, options.length);
        try (Program device = Program.example(directory, environment, arguments)) {
            device.awaitLine("Device 'new-one' is connected.");
            assertThat(device.out().toString() + device.err()).doesNotContain("SharedAccessKey");
        }
    }

    @Test
    void withoutANameItListsThePrograms() throws Exception {
        Program list = Program.run(directory, "--version");
        assertThat(list.out()).singleElement().asString().startsWith("deckhand-examples ");
        try (Program none = Program.example(directory, new String[0])) {
            assertThat(none.awaitExit()).isZero();
            assertThat(none.out())
                    .as("names at the start of a line, and no colours: this is no terminal")
                    .anyMatch(line -> line.strip().startsWith("simulated-device"))
                    .anyMatch(line -> line.strip().startsWith("reboot-query"))
                    .noneMatch(line -> line.contains("\u001b"));
        }
    }

    @Test
    void aDevicePrintsItsModelWithoutAHub() throws Exception {
        Program telemetry = Program.run(directory, "telemetry-device", "--model");
        assertThat(telemetry.exitCode()).as(telemetry.err().toString()).isZero();
        JsonNode model = new ObjectMapper().readTree(String.join("\n", telemetry.out()));
        assertThat(model).isEqualTo(new ObjectMapper().readTree("""
                [{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:io:deckhand:examples:TelemetryDevice;1",
                  "@type": "Interface", "contents": [
                    {"@type": "Command", "name": "SetTelemetryInterval",
                     "request": {"name": "request", "schema": "integer"},
                     "response": {"name": "response", "schema": {"@type": "Map",
                       "mapKey": {"name": "key", "schema": "string"},
                       "mapValue": {"name": "value", "schema": "string"}}}}]}]"""));
        assertThat(telemetry.err()).isEmpty();

        Program reboot = Program.run(directory, "reboot-device", "--model", "--model-id", "dtmi:com:example:Pump;3");
        assertThat(reboot.exitCode()).isZero();
        assertThat(reboot.out()).anyMatch(line -> line.contains("\"dtmi:com:example:Pump;3\""));
        assertThat(reboot.err())
                .containsExactly(
                        "Direct method 'rebootDevice', response: what it answers is decided when it runs. Return a "
                                + "record.");
        assertThat(Program.run(directory, "reboot-device", "--model", "--model-id", "pump")
                        .exitCode())
                .isEqualTo(2);
    }
}
