package io.deckhand.testkit.internal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Creates a blob container at a running hub. */
@Command(
        name = "container",
        description = "Prints the URI of a blob container, which is created if it does not exist. Its signature allows "
                + "everything for seven days. Jobs import and export identities through such containers.",
        footer = {"", "Example:", "  java -jar deckhand-hub.jar container exports --info hub.json"})
final class ContainerCommand extends HubTask {
    @Parameters(paramLabel = "NAME", description = "3 to 63 of a-z, 0-9, and single hyphens between them.")
    private String name = "";

    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        out.println(hub.uri(hub.call("PUT", null, "$deckhand", "containers", name)
                .path("target")
                .asText()));
    }
}
