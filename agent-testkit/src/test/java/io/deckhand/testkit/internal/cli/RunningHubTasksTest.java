package io.deckhand.testkit.internal.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.cli.CommandLineHub.Said;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one does with {@code az iot}, done to a hub that runs. */
class RunningHubTasksTest {
    @TempDir
    Path directory;

    private CommandLineHub commands;
    private HubDevice fan;

    @BeforeEach
    void start() throws Exception {
        commands = new CommandLineHub(directory);
        fan = commands.hub().createDevice("fan");
    }

    @AfterEach
    void stop() {
        commands.close();
    }

    @Test
    void routesAndEnrichmentsAreCreatedListedAndDeleted() throws Exception {
        assertThat(commands.run("route", "create", "twins", "--source", "twinchangeevents")
                        .exitCode())
                .isZero();
        commands.run("route", "create", "hot", "--source", "DeviceMessages", "--condition", "level = 1", "--disabled");
        commands.run("route", "fallback", "off");
        commands.run("enrichment", "create", "floor", "$twin.tags.floor");

        assertThat(commands.run("route", "list").lines())
                .containsExactly(
                        "twins\tTwinChangeEvents\tenabled\ttrue",
                        "hot\tDeviceMessages\tdisabled\tlevel = 1",
                        "(fallback)\tDeviceMessages\tdisabled\ttrue");
        assertThat(commands.run("enrichment", "list").lines()).containsExactly("floor\t$twin.tags.floor");
        fan.patchTags("{\"floor\":2}");
        assertThat(commands.hub().routing().events())
                .singleElement()
                .satisfies(event -> assertThat(event.properties()).containsEntry("floor", "2"));

        commands.run("route", "delete", "hot");
        commands.run("enrichment", "delete", "floor");
        assertThat(commands.run("route", "list").lines()).hasSize(2);
        assertThat(commands.run("enrichment", "list").lines()).isEmpty();
        assertThat(commands.run("route", "create", "x", "--source", "twins").errors())
                .contains("No messages are called 'twins'. Known: DeviceMessages");
        assertThat(commands.run("route", "delete", "none").errors()).contains("No route 'none'. Known: twins.");
    }

    @Test
    void aContainerIsCreatedAndItsUriPrinted() throws Exception {
        String uri = commands.run("container", "exports").lines().get(0);

        assertThat(uri)
                .startsWith("https://" + commands.hub().hostName() + ":")
                .contains("/deckhandstorage/exports?", "sig=");
        assertThat(commands.run("container", "NO").errors()).contains("is not a name for a container");
    }

    @Test
    void aTwinIsUpdatedAndShown() throws Exception {
        Said updated = commands.run("twin", "update", "fan", "--desired", "{\"speed\":3}", "--tags", "{\"floor\":2}");

        assertThat(updated.exitCode()).as(updated.errors()).isZero();
        assertThat(fan.desired()).isEqualTo("{\"speed\":3,\"$version\":2}");
        Said shown = commands.run("twin", "show", "fan");
        assertThat(new ObjectMapper().readTree(shown.output()).at("/tags/floor").asInt())
                .isEqualTo(2);
        assertThat(shown.output()).isEqualTo(updated.output());

        commands.run("twin", "update", "fan", "--desired", "{\"speed\":null}");
        assertThat(fan.desired()).isEqualTo("{\"$version\":3}");
        assertThat(commands.run("twin", "update", "fan").errors())
                .contains("Nothing to change: use --desired or --tags.");
        assertThat(commands.run("twin", "show", "nobody").errors()).contains("No twin of 'nobody'.");
    }

    @Test
    void aMethodIsInvokedAndItsAnswerPrinted() throws Exception {
        DeviceClient client = commands.connect(fan);
        AtomicReference<String> asked = new AtomicReference<>("");
        client.subscribeToMethods(
                (method, payload, context) -> {
                    asked.set(method + " " + payload.getPayloadAsJsonString());
                    return new DirectMethodResponse(202, Map.of("in", 5));
                },
                null);

        Said said = commands.run("method", "invoke", "fan", "reboot", "--payload", "{\"delay\":5}");

        assertThat(said.exitCode()).as(said.errors()).isZero();
        assertThat(said.output()).isEqualTo("{\"status\":202,\"payload\":{\"in\":5}}\n");
        assertThat(asked.get()).isEqualTo("reboot {\"delay\":5}");
        client.close();
    }

    @Test
    void aMethodThatNobodyAnswersEndsWithTheHubsReason() {
        Said said = commands.run("method", "invoke", "fan", "reboot");

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.errors()).contains("(404103)").doesNotContain("{");
        assertThat(commands.run("method", "invoke", "fan", "reboot", "--payload", "soon")
                        .errors())
                .contains("is not JSON");
    }

    @Test
    void aMessageReachesItsDeviceWithItsProperties() throws Exception {
        Said said = commands.run("message", "send", "fan", "open", "--property", "valve=3", "--message-id", "m1");
        assertThat(said.exitCode()).as(said.errors()).isZero();
        assertThat(said.output()).isEqualTo("m1\n");
        AtomicReference<Message> received = new AtomicReference<>();
        DeviceClient client = commands.client(fan);
        client.setMessageCallback(
                (message, context) -> {
                    received.set(message);
                    return IotHubMessageResult.COMPLETE;
                },
                null);

        client.open(false);

        await().until(() -> received.get() != null);
        Message message = requireNonNull(received.get());
        assertThat(new String(message.getBytes(), StandardCharsets.UTF_8)).isEqualTo("open");
        assertThat(message.getProperty("valve")).isEqualTo("3");
        assertThat(message.getMessageId()).isEqualTo("m1");
        client.close();
    }

    @Test
    void messagesThatWaitArePurged() {
        commands.run("message", "send", "fan", "one");
        commands.run("message", "send", "fan", "two");

        assertThat(commands.run("message", "purge", "fan").output()).isEqualTo("2\n");
        assertThat(fan.pendingCloudToDevice()).isZero();
        assertThat(commands.run("message", "send", "fan", "x", "--ttl", "999999")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aQueryPrintsALineForEachResultAlsoOfManyPages() {
        for (int i = 0; i < 120; i++) {
            commands.hub().createDevice("pump-" + i).patchTags("{\"floor\":2}");
        }

        Said said = commands.run("query", "SELECT deviceId FROM devices WHERE tags.floor = 2");

        assertThat(said.lines()).hasSize(120).contains("{\"deviceId\":\"pump-119\"}");
        assertThat(commands.run("query", "SELECT nonsense").exitCode()).isEqualTo(1);
    }

    @Test
    void anExportIsASeedThatOnlyItsOwnerCanRead() throws Exception {
        fan.patchTags("{\"floor\":2}");
        Path file = directory.resolve("hub.yaml");

        assertThat(commands.run("export", file.toString()).exitCode()).isZero();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (LocalHub again = LocalHub.builder().httpsPort(0).seed(file).start()) {
            assertThat(key(again.device("fan"))).isEqualTo(key(fan));
        }
        assertThat(commands.run("export").output()).isEqualTo(Files.readString(file));
    }

    private static String key(HubDevice device) {
        String text = device.connectionString();
        return text.substring(text.indexOf("SharedAccessKey="));
    }

    @Test
    void healthIsUpAsLongAsTheHubServesWhateverItRefuses() {
        commands.hub().faults().throttle();
        assertThat(commands.run("health")).isEqualTo(new Said(0, "up\n", ""));

        commands.hub().stop();
        assertThat(commands.run("health").exitCode()).isEqualTo(1);
    }
}
