package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.internal.cli.CommandLineHub.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorCommandTest {
    @TempDir
    Path directory;

    private CommandLineHub commands;
    private HubDevice fan;
    private DeviceClient client;

    @BeforeEach
    void connect() throws Exception {
        commands = new CommandLineHub(directory);
        fan = commands.hub().createDevice("fan");
        client = commands.connect(fan);
    }

    @AfterEach
    void stop() {
        client.close();
        commands.close();
    }

    @Test
    void aMessageIsALineOfJson() throws Exception {
        Message message = new Message("{\"temperature\":21.5}");
        message.setMessageId("m1");
        message.setContentType("application/json");
        message.setProperty("alert", "no & none");
        client.sendEvent(message);

        Said said = commands.run("monitor", "--count", "1", "--timeout", "60");

        assertThat(said.exitCode()).as(said.errors()).isZero();
        JsonNode line = json(said.output());
        assertThat(line.path("deviceId").asText()).isEqualTo("fan");
        assertThat(line.path("messageId").asText()).isEqualTo("m1");
        assertThat(line.path("body")).isEqualTo(json("{\"temperature\":21.5}"));
        assertThat(line.path("properties")).isEqualTo(json("{\"alert\":\"no & none\"}"));
        assertThat(line.path("systemProperties").path("contentType").asText()).isEqualTo("application/json");
        assertThat(line.path("systemProperties")
                        .path("iothub-connection-device-id")
                        .asText())
                .isEqualTo("fan");
    }

    @Test
    void aBodyThatIsNotJsonIsTextAndOneThatIsNotTextIsBase64() throws Exception {
        client.sendEvent(new Message("21.5 degrees"));
        client.sendEvent(new Message(new byte[] {(byte) 0xC3, 0x28}));

        Said said = commands.run("monitor", "--count", "2", "--timeout", "60");

        assertThat(json(said.lines().get(0)).path("body").asText()).isEqualTo("21.5 degrees");
        assertThat(json(said.lines().get(1)).path("body").isNull()).isTrue();
        assertThat(json(said.lines().get(1)).path("bodyBase64").asText()).isEqualTo("wyg=");
    }

    @Test
    void itPrintsWhatComesWhileItRunsAndNoMoreThanItsCount() throws Exception {
        client.sendEvent(new Message("first"));
        CompletableFuture<Said> monitor =
                CompletableFuture.supplyAsync(() -> commands.run("monitor", "--count", "3", "--timeout", "60"));
        client.sendEvent(new Message("second"));
        client.sendEvent(new Message("third"));
        client.sendEvent(new Message("fourth"));

        assertThat(monitor.join().lines())
                .extracting(line -> json(line).path("body").asText())
                .containsExactly("first", "second", "third");
    }

    @Test
    void itLeavesOutOtherDevices() throws Exception {
        HubDevice pump = commands.hub().createDevice("pump");
        DeviceClient other = commands.connect(pump);
        other.sendEvent(new Message("of the pump"));
        other.close();
        client.sendEvent(new Message("of the fan"));

        Said said = commands.run("monitor", "--device", "fan", "--count", "1", "--timeout", "60");

        assertThat(json(said.output()).path("body").asText()).isEqualTo("of the fan");
    }

    @Test
    void aTimeoutBeforeTheCountIsAnErrorThatSaysHowManyCame() throws Exception {
        client.sendEvent(new Message("only one"));

        Said said = commands.run("monitor", "--count", "2", "--timeout", "1");

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.lines()).hasSize(1);
        assertThat(said.errors()).isEqualTo("Only 1 of 2 messages came within 1 seconds.\n");
        assertThat(commands.run("monitor", "--timeout", "0").exitCode()).isZero();
        assertThat(commands.run("monitor", "--count", "0").errors()).contains("--count is 0; it must be 1 or more.");
    }

    @Test
    void onlyNewMessagesAreShownWhereAskedFor() throws Exception {
        client.sendEvent(new Message("old"));
        CompletableFuture<Said> monitor = CompletableFuture.supplyAsync(
                () -> commands.run("monitor", "--new", "--count", "1", "--timeout", "60"));

        // Nobody can see from outside when it has begun.
        await().until(() -> {
            client.sendEvent(new Message("new"));
            return monitor.isDone();
        });

        assertThat(json(monitor.join().output()).path("body").asText()).isEqualTo("new");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
