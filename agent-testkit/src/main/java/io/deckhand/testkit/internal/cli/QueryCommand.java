package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.cli.RunningHub.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Queries the twins and jobs of a running hub, as {@code az iot hub query} does. */
@Command(
        name = "query",
        description = "Prints each result of a query as a line of JSON.",
        footer = {
            "",
            "Example:",
            "  java -jar deckhand-hub.jar query \"SELECT deviceId FROM devices WHERE tags.floor = 2\""
        })
final class QueryCommand extends HubTask {
    @Parameters(paramLabel = "QUERY", description = "The query, in IoT Hub's query language.")
    private String query = "";

    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        HubCall call = HubCall.of("POST", Json.object().put("query", query), "devices", "query");
        Optional<String> next = print(hub.call(call), out);
        while (next.isPresent()) {
            next = print(hub.call(call.withHeader("x-ms-continuation", next.get())), out);
        }
    }

    private static Optional<String> print(Answer page, PrintWriter out) {
        for (JsonNode result : page.content()) {
            out.println(Json.text(result));
        }
        out.flush();
        return page.continuation();
    }
}
