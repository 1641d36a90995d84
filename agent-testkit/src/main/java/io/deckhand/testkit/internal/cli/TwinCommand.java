package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows and updates twins of a running hub, as {@code az iot hub device-twin} does. */
@Command(
        name = "twin",
        description = "Shows and updates twins of a running hub.",
        subcommands = {TwinCommand.Show.class, TwinCommand.Update.class})
final class TwinCommand extends CommandGroup {
    @Command(name = "show", description = "Prints a twin as JSON.")
    static final class Show extends OfIdentity {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(hub.call("GET", null, twinPath()).toPrettyString());
        }
    }

    @Command(
            name = "update",
            description =
                    "Merges changes into desired properties and tags, and prints the twin. null deletes a property.",
            footer = {
                "",
                "Example:",
                "  java -jar deckhand-hub.jar twin update d1 --desired '{\"interval\":5,\"old\":null}'"
            })
    static final class Update extends OfIdentity {
        @Option(
                names = "--desired",
                paramLabel = "JSON",
                description = "The desired properties to change.",
                converter = JsonObject.class)
        private @Nullable ObjectNode desired;

        @Option(
                names = "--tags",
                paramLabel = "JSON",
                description = "The tags to change.",
                converter = JsonObject.class)
        private @Nullable ObjectNode tags;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            if (desired == null && tags == null) {
                throw new IllegalArgumentException("Nothing to change: use --desired or --tags.");
            }
            ObjectNode change = Json.object();
            if (desired != null) {
                change.putObject("properties").set("desired", desired);
            }
            if (tags != null) {
                change.set("tags", tags);
            }
            JsonNode twin = hub.call("PATCH", change, twinPath());
            out.println(twin.toPrettyString());
        }
    }
}
