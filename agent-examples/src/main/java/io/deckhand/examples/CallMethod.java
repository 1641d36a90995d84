package io.deckhand.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "call-method",
        description = "Calls a direct method of a device and prints its answer. Ends with 0 only if the status is 2xx.")
final class CallMethod implements Callable<Integer> {
    @Mixin
    private CallOptions call = new CallOptions();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "DeviceMethod",
            description = "The direct method. Default: ${DEFAULT-VALUE}")
    private String method = "DeviceMethod";

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            defaultValue = "{\"method_number\":\"42\"}",
            description = "The payload, JSON. Default: ${DEFAULT-VALUE}")
    private String payload = "null";

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = call.connect()) {
            return call.call(backEnd, method, payload) ? 0 : 1;
        }
    }
}
