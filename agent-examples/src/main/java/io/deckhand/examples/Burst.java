package io.deckhand.examples;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** Sends many messages at once, which survive the program. */
final class Burst {
    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "0",
            description = "Send N messages at once before connecting, and report when they are in the --store.")
    private int messages;

    void check(DeviceProgram device) {
        device.require(messages >= 0, "--burst must not be negative.");
        device.require(messages == 0 || device.hasStore(), "--burst needs --store DIR.");
    }

    void send(DeviceAgent agent, DeviceProgram device) {
        for (int i = 0; i < messages; i++) {
            agent.sendAsync(Map.of("message", i), Map.of("number", String.valueOf(i)));
        }
        if (messages > 0) {
            boolean kept = agent.flush(Duration.ofMinutes(5), Delivery.KEPT);
            device.say(kept ? "Kept " + messages + " messages" : "The messages are not on disk yet");
        }
    }
}
