package io.deckhand.examples;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "telemetry-device",
        description = "A device that sends temperature and humidity; 'SetTelemetryInterval' sets how often.")
final class TelemetryDevice implements Callable<Integer> {
    private static final int HOT = 30;

    record Reading(double temperature, double humidity) {
        @Override
        public String toString() {
            return "{\"temperature\":" + temperature + ",\"humidity\":" + humidity + "}";
        }
    }

    @Mixin
    private DeviceProgram device = new DeviceProgram();

    @Option(
            names = "--interval",
            defaultValue = "1",
            description = "Seconds between readings. Default: ${DEFAULT-VALUE}")
    private int interval = 1;

    @Mixin
    private Burst burst = new Burst();

    @DirectMethod("SetTelemetryInterval")
    Map<String, String> setTelemetryInterval(int seconds, DeviceAgent agent) {
        if (seconds < 1 || seconds > 86_400) {
            throw new MethodException(400, Map.of("Response", "The interval must be 1 to 86400 seconds."));
        }
        device.repeat(seconds, () -> send(agent));
        device.say("Telemetry interval set to " + seconds + " s");
        return Map.of("Response", "Executed direct method SetTelemetryInterval");
    }

    private void send(DeviceAgent agent) {
        Reading reading = new Reading(random(20, 15), random(60, 20));
        device.say("Sending message: " + reading);
        agent.sendAsync(reading, Map.of("temperatureAlert", String.valueOf(reading.temperature() > HOT)))
                .whenComplete((nothing, failure) ->
                        device.say(failure == null ? "Message sent" : "Message not sent: " + failure.getMessage()));
    }

    private static double random(int from, int range) {
        return Math.round(100 * ThreadLocalRandom.current().nextDouble(from, from + range)) / 100.0;
    }

    @Override
    public Integer call() throws Exception {
        device.require(interval >= 1, "--interval must be at least 1 second.");
        burst.check(device);
        return device.run(
                this, agent -> burst.send(agent, device), agent -> device.repeat(interval, () -> send(agent)));
    }
}
