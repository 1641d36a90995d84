package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Prints a list from a running hub: one line for each entry, with tabs between its fields. */
abstract class ListingTask extends HubTask {
    private final List<String> path;
    private final List<String> fields;

    ListingTask(List<String> path, List<String> fields) {
        this.path = path;
        this.fields = fields;
    }

    @Override
    final void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        for (JsonNode entry : hub.call("GET", null, path.toArray(String[]::new))) {
            out.println(String.join(
                    "\t",
                    fields.stream().map(field -> entry.required(field).asText()).toList()));
        }
    }
}
