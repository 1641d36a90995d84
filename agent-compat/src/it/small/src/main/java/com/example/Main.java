package com.example;

import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import java.time.Duration;

/** A device that takes everything from its environment. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Pump pump = new Pump();
        try (DeviceAgent agent = AgentBuilder.fromEnvironment().handlers(pump).build()) {
            agent.start(Duration.ofMinutes(1));
            pump.awaitStop();
        }
    }
}
