package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Injects faults into a running hub. */
@Command(
        name = "fault",
        description = "Injects faults into a running hub and the network to it.",
        sortOptions = false,
        footer = {
            "",
            "Faults:",
            "  cut, silence, steal, expire-tokens   the connection of one device, or all",
            "  refuse-connections --code 1..5       of one device, or all",
            "  refuse-requests --code NNNNNN        of one device, or all; throttle and quota",
            "                                       are short for two codes",
            "  drop, delay, duplicate, cut-at       packets: --packet, --delay, --after,",
            "                                       --times, --probability, --seed",
            "  slow-handshakes --delay, unanswered,",
            "  untrusted                            of new connections",
            "  cut-uploads --times N                the next N requests with parts of files",
            "  forget-sessions, restart, new-authority",
            "  clear                                ends all active faults",
            "",
            "Example:",
            "  java -jar deckhand-hub.jar fault drop --packet PUBACK --times 3 --device d1"
        })
final class FaultCommand extends HubTask {
    @Parameters(paramLabel = "FAULT", description = "The fault, see below.")
    private String fault = "";

    @Option(names = "--device", paramLabel = "ID", description = "The affected device. Default: all")
    private @Nullable String device;

    @Option(names = "--code", paramLabel = "N", description = "The code to refuse with.")
    private @Nullable Integer code;

    @Option(
            names = "--packet",
            paramLabel = "KIND",
            description = "CONNACK, PUBACK, SUBACK, TWIN_RESPONSE, METHOD_CALL, METHOD_ANSWER or CLOUD_MESSAGE.")
    private @Nullable String packet;

    @Option(names = "--delay", paramLabel = "MS", description = "The delay in milliseconds.")
    private @Nullable Long delay;

    @Option(names = "--after", paramLabel = "N", description = "How many packets of each device to skip first.")
    private @Nullable Integer after;

    @Option(names = "--times", paramLabel = "N", description = "How many packets to affect. Default: all")
    private @Nullable Integer times;

    @Option(names = "--probability", paramLabel = "P", description = "The probability for each packet. Default: 1")
    private @Nullable Double probability;

    @Option(names = "--seed", paramLabel = "N", description = "The seed that selects the packets.")
    private @Nullable Long seed;

    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        ObjectNode wanted = Json.object().put("fault", fault);
        wanted.put("device", device)
                .put("code", code)
                .put("packet", packet)
                .put("delayMillis", delay)
                .put("after", after)
                .put("times", times)
                .put("probability", probability)
                .put("seed", seed);
        wanted.properties().removeIf(entry -> entry.getValue().isNull());
        hub.call("POST", wanted, "$deckhand", "faults");
    }
}
