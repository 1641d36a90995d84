package com.example;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import jakarta.enterprise.context.ApplicationScoped;

// region handlers
@ApplicationScoped
class Fan {
    record Speed(int rpm) {}

    private final DeviceAgent agent;

    Fan(DeviceAgent agent) {
        this.agent = agent;
    }

    @DirectMethod
    Speed spin(Speed wanted) {
        return new Speed(Math.min(wanted.rpm(), 3000));
    }

    @DirectMethod
    int measure(int readings) {
        for (int i = 0; i < readings; i++) {
            agent.sendAsync(new Speed(i));
        }
        return readings;
    }
}
// endregion
