package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls direct methods of devices of a running hub, as {@code az iot hub invoke-device-method} does. */
@Command(
        name = "method",
        description = "Calls direct methods of devices of a running hub.",
        subcommands = MethodCommand.Invoke.class)
final class MethodCommand extends CommandGroup {
    @Command(
            name = "invoke",
            description = "Calls a direct method and prints the answer: {\"status\":200,\"payload\":...}.",
            footer = {
                "",
                "Example:",
                "  java -jar deckhand-hub.jar method invoke d1 reboot --payload '{\"delay\":5}'",
                "",
                "Exit codes: 0 the device answered, with any status, 1 it did not."
            })
    static final class Invoke extends OfIdentity {
        /** The hub's answer after the device's timeout takes a moment longer. */
        private static final Duration ON_TOP = Duration.ofSeconds(15);

        @Parameters(index = "1", paramLabel = "METHOD", description = "The name of the method.")
        private String method = "";

        @Option(
                names = "--payload",
                paramLabel = "JSON",
                description = "The payload. Default: none",
                converter = JsonText.class)
        private @Nullable JsonNode payload;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "30",
                description = "How long the device may take, 5 to 300. Default: ${DEFAULT-VALUE}")
        private int timeout;

        @Option(
                names = "--connect-timeout",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "How long to wait for the device to connect, 0 to 300. Default: ${DEFAULT-VALUE}")
        private int connectTimeout;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            ObjectNode call = Json.object()
                    .put("methodName", method)
                    .put("responseTimeoutInSeconds", timeout)
                    .put("connectTimeoutInSeconds", connectTimeout);
            if (payload != null) {
                call.set("payload", payload);
            }
            Duration longest =
                    Duration.ofSeconds((long) timeout + connectTimeout).plus(ON_TOP);
            HubCall request = HubCall.of("POST", call, twinPath("methods")).waiting(longest);
            out.println(Json.text(hub.call(request).content()));
        }
    }
}
