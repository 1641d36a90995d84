package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.LocalHub;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HubCommandTest {
    @TempDir
    Path directory;

    @Test
    void aHubServesTheDevicesItWasToldUntilItIsTerminated() throws Exception {
        try (HubProcess hub = HubProcess.fromClassPath(
                directory,
                "--host",
                "127.202.0.1",
                "--device",
                "d1",
                "--device",
                "d2",
                "--https-port",
                "0",
                "--tier",
                "s2")) {
            JsonNode info = hub.awaitReady();

            assertThat(info.path("hostName").asText()).isEqualTo("127.202.0.1");
            assertThat(info.path("ports").path("mqtt").asInt()).isEqualTo(8883);
            assertThat(info.path("ports").path("amqp").isInt()).isTrue();
            assertThat(info.path("ports").path("https").asInt()).isPositive();
            assertThat(info.path("ownerConnectionString").asText()).contains("SharedAccessKeyName=iothubowner;");
            assertThat(info.path("serviceConnectionString").asText()).contains("SharedAccessKeyName=service;");
            assertThat(info.path("eventHubConnectionString").asText()).startsWith("Endpoint=sb://");
            assertThat(Path.of(info.path("caCertificate").asText())).exists();
            assertThat(info.path("devices"))
                    .extracting(device -> device.path("deviceId").asText())
                    .containsExactly("d1", "d2");
            InfoFile.connectAndClose(info, 1);
            assertThat(run("export", "--info", directory.resolve("hub.json").toString()))
                    .isZero();
            assertThat(output.toString()).contains("tier: \"S2\"");
            hub.terminate();
            assertThat(Path.of(info.path("caCertificate").asText())).doesNotExist();
        }
    }

    @Test
    void keptDevicesAndTheirTrustOutliveTheProcess() throws Exception {
        String[] options = {
            "--host",
            "127.202.0.2",
            "--device",
            "d1",
            "--https-port",
            "0",
            "--data",
            directory.resolve("kept").toString()
        };
        JsonNode before;
        try (HubProcess hub = HubProcess.fromClassPath(directory, options)) {
            before = hub.awaitReady();
            hub.terminate();
        }
        try (HubProcess hub = HubProcess.fromClassPath(directory, options)) {
            assertThat(hub.awaitReady().path("devices")).isEqualTo(before.path("devices"));
            InfoFile.connectAndClose(before, 0);
            hub.terminate();
        }
    }

    @Test
    void anAddressNobodyCanListenOnEndsItWithTheReason() throws Exception {
        try (HubProcess hub = HubProcess.fromClassPath(directory, "--host", "192.0.2.1")) {
            assertThat(hub.awaitExit()).isEqualTo(1);
            assertThat(hub.read("err"))
                    .startsWith("The hub cannot be started: Cannot serve MQTT on 192.0.2.1:8883")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBadDeviceIdEndsItBeforeItSaysThatItRuns() throws Exception {
        try (HubProcess hub = HubProcess.fromClassPath(
                directory, "--host", "127.202.0.4", "--https-port", "0", "--device", "a device")) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.read("err")).startsWith("'a device' is not a device id");
            assertThat(hub.read("out")).isEmpty();
        }
    }

    @Test
    void aWrongCommandLineSaysWhatIsWrongAndHow() {
        assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).isEqualTo("""
                Add a subcommand: start, device, module, authority, enrollment, fault, monitor, twin, method,\
                 message, query, health, export, container, route, enrichment, archive.
                Run 'deckhand-hub --help' to list the options.
                """);
        assertThat(run("start", "--https-port", "many")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("start", "--host", "localhost")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("Use an address such as 127.0.0.1.");
        assertThat(run(
                        "start",
                        "--info",
                        directory.resolve("none").resolve("hub.json").toString()))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("there is no directory").doesNotContain("Usage:");
    }

    @Test
    void aHubThatIsStartedTwiceSaysSoAndLeavesTheFirstItsInfoFile() throws Exception {
        Path info = directory.resolve("first.json");
        try (LocalHub first = LocalHub.builder().httpsPort(0).start()) {
            HubInfo.write(info, first, List.of());

            assertThat(run("start", "--host", first.hostName(), "--info", info.toString()))
                    .isEqualTo(CommandLine.ExitCode.SOFTWARE);

            assertThat(errors.toString()).contains("first.json belongs to a hub that runs at " + first.hostName());
            assertThat(info).exists();
            assertThat(run("start", "--host", first.hostName())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
            assertThat(errors.toString())
                    .contains("Cannot serve MQTT on " + first.hostName() + ":8883", "another address")
                    .contains("--host");
        }
    }

    @Test
    void theInfoFileOfAHubThatWasKilledMakesWay() throws Exception {
        Path info = directory.resolve("old.json");
        try (LocalHub killed = LocalHub.builder().httpsPort(0).start()) {
            HubInfo.write(info, killed, List.of());
        }

        HubInfo.removeOld(info);

        assertThat(info).doesNotExist();
    }

    /** Only the command that is named is read when the program starts. */
    @Test
    void aCommandIsTheSameAloneAsAmongAllOthers() {
        CommandLine all = HubCommand.commandLine();
        assertThat(all.getSubcommands()).hasSizeGreaterThan(1).allSatisfy((name, command) -> {
            CommandLine alone = HubCommand.commandLineFor(name, "--help");
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(alone.getSubcommands().values())
                    .extracting(CommandLine::getUsageMessage)
                    .containsExactly(command.getUsageMessage());
        });
        assertThat(HubCommand.commandLineFor("strat").getSubcommands()).hasSameSizeAs(all.getSubcommands());
        assertThat(HubCommand.commandLineFor().getUsageMessage()).isEqualTo(all.getUsageMessage());
    }

    @Test
    void helpListsEveryOption() {
        assertThat(run("start", "--help")).isZero();
        assertThat(output.toString()).contains("--host", "--device", "--info", "--data", "--https-port", "Example:");
    }

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return HubCommand.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
