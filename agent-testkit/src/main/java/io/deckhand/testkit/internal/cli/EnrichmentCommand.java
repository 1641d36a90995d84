package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The message enrichments of a running hub, as {@code az iot hub message-enrichment} manages them. */
@Command(
        name = "enrichment",
        description =
                "Creates, lists and deletes enrichments of the messages at the built-in endpoint of a running hub.",
        subcommands = {EnrichmentCommand.Create.class, EnrichmentCommand.Listing.class, EnrichmentCommand.Delete.class})
final class EnrichmentCommand extends CommandGroup {
    /** A command for one enrichment. */
    abstract static class OfOne extends HubTask {
        @Parameters(index = "0", paramLabel = "KEY", description = "The name of the property.")
        private String key = "";

        final String[] path() {
            return new String[] {"$deckhand", "routing", "enrichments", key};
        }
    }

    @Command(
            name = "create",
            description = "Creates an enrichment, or replaces the one with this key.",
            footer = {"", "Example:", "  java -jar deckhand-hub.jar enrichment create floor '$twin.tags.floor'"})
    static final class Create extends OfOne {
        @Parameters(
                index = "1",
                paramLabel = "VALUE",
                description = "A text, $iothubname, $twin.tags.x, $twin.properties.desired.x or "
                        + "$twin.properties.reported.x.")
        private String value = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("PUT", Json.object().put("value", value), path());
        }
    }

    @Command(name = "list", description = "Lists the enrichments: key and value.")
    static final class Listing extends HubTask {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            JsonNode enrichments = hub.call("GET", null, "$deckhand", "routing").path("enrichments");
            for (Map.Entry<String, JsonNode> enrichment : enrichments.properties()) {
                out.println(enrichment.getKey() + "\t" + enrichment.getValue().asText());
            }
        }
    }

    @Command(name = "delete", description = "Deletes an enrichment.")
    static final class Delete extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, path());
        }
    }
}
