package io.deckhand.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "set-telemetry-interval",
        description = "Sets how often a telemetry-device sends, by the direct method 'SetTelemetryInterval'.")
final class SetTelemetryInterval implements Callable<Integer> {
    @Mixin
    private CallOptions call = new CallOptions();

    @Option(
            names = {"--interval", "--payload"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "Seconds between readings; the device decides which values it accepts. Default: ${DEFAULT-VALUE}")
    private String interval = "10";

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = call.connect()) {
            return call.call(backEnd, "SetTelemetryInterval", interval) ? 0 : 1;
        }
    }
}
