package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends cloud-to-device messages through a running hub, as {@code az iot device c2d-message} does. */
@Command(
        name = "message",
        description = "Sends cloud-to-device messages through a running hub.",
        subcommands = {MessageCommand.Send.class, MessageCommand.Purge.class})
final class MessageCommand extends CommandGroup {
    @Command(
            name = "send",
            description = "Sends a message and prints its id. A disconnected device receives it when it connects.")
    static final class Send extends HubTask {
        @Parameters(index = "0", paramLabel = "ID", description = "The device id.")
        private String id = "";

        @Parameters(index = "1", paramLabel = "BODY", description = "The body, text.", defaultValue = "")
        private String body = "";

        @Option(
                names = "--property",
                paramLabel = "NAME=VALUE",
                description = "An application property. Can be repeated.",
                mapFallbackValue = "")
        private Map<String, String> properties = new LinkedHashMap<>();

        @Option(
                names = "--message-id",
                paramLabel = "ID",
                description = "The message id. Default: the hub generates one")
        private @Nullable String messageId;

        @Option(names = "--correlation-id", paramLabel = "ID", description = "The correlation id.")
        private @Nullable String correlationId;

        @Option(
                names = "--content-type",
                paramLabel = "TYPE",
                description = "The content type, such as application/json.")
        private @Nullable String contentType;

        @Option(names = "--content-encoding", paramLabel = "NAME", description = "The content encoding, such as utf-8.")
        private @Nullable String contentEncoding;

        @Option(
                names = "--ttl",
                paramLabel = "SECONDS",
                description = "How long the message waits for the device, up to 2 days. Default: 1 hour")
        private @Nullable Long timeToLive;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            ObjectNode message = Json.object()
                    .put("body", body)
                    .put("messageId", messageId)
                    .put("correlationId", correlationId)
                    .put("contentType", contentType)
                    .put("contentEncoding", contentEncoding);
            if (timeToLive != null) {
                message.put("timeToLiveSeconds", timeToLive);
            }
            properties.forEach(message.putObject("properties")::put);
            out.println(hub.call("POST", message, "$deckhand", "messages", id)
                    .required("messageId")
                    .asText());
        }
    }

    @Command(name = "purge", description = "Deletes the waiting messages of a device, and prints their number.")
    static final class Purge extends HubTask {
        @Parameters(paramLabel = "ID", description = "The device id.")
        private String id = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(hub.call("DELETE", null, "devices", id, "commands")
                    .required("totalMessagesPurged")
                    .asText());
        }
    }
}
