package io.deckhand.testkit.internal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Checks whether a hub serves, for health checks of containers, which have no other program that trusts it. */
@Command(name = "health", description = "Exits with 0 if the hub serves, with 1 and the reason if it does not.")
final class HealthCommand extends HubTask {
    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        out.println(hub.call("GET", null, "$deckhand", "health").path("status").asText());
    }
}
