package io.deckhand.examples;

import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "simulated-device",
        description = "A device that answers the direct method 'DeviceMethod' and counts its calls.")
final class SimulatedDevice implements Callable<Integer> {
    @Mixin
    private DeviceProgram device = new DeviceProgram();

    @Option(
            names = "--context",
            paramLabel = "TEXT",
            defaultValue = "0",
            description = "What to print as context. Default: ${DEFAULT-VALUE}")
    private String context = "0";

    private int calls;

    @DirectMethod("DeviceMethod")
    Map<String, String> deviceMethod(MethodRequest request) {
        calls++;
        device.say("Method callback called with:");
        device.say("methodName = " + request.method());
        device.say("payload = " + request.payload());
        device.say("context = " + context);
        device.say("Total calls confirmed: " + calls);
        return Map.of("Response", "This is the response from the device");
    }

    @Override
    public Integer call() throws Exception {
        return device.run(this);
    }
}
