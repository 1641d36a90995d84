package com.example;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.SendOptions;
import io.deckhand.core.AgentBuilder;
import io.deckhand.micrometer.DeckhandObservations;

/** A device whose calls and messages are traced. */
final class Fan {
    record Speed(int rpm) {}

    private final DeckhandObservations observations;

    Fan(DeckhandObservations observations) {
        this.observations = observations;
    }

    static DeviceAgent agent(AgentBuilder builder, DeckhandObservations observations) {
        // region traces
        DeviceAgent agent = builder.interceptors(observations) // first, so that others are within its span
                .handlers(new Fan(observations))
                .build();
        // endregion
        return agent;
    }

    @DirectMethod
    Speed spin(Speed wanted, DeviceAgent agent) {
        Speed actual = new Speed(Math.min(wanted.rpm(), 3000));
        // region send
        observations.sendAsync(agent, actual, SendOptions.NONE); // a span until the hub has it; the message has the context
        // endregion
        return actual;
    }
}
