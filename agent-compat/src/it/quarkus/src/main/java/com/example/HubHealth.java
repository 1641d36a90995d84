package com.example;

import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

// region health
@Readiness // not @Liveness: a restart does not bring the hub back
@ApplicationScoped
class HubHealth implements HealthCheck {
    private final DeviceAgent agent;

    HubHealth(DeviceAgent agent) {
        this.agent = agent;
    }

    @Override
    public HealthCheckResponse call() {
        AgentHealth health = agent.health();
        boolean connected = health.state() == ConnectionState.CONNECTED;
        HealthCheckResponseBuilder response = HealthCheckResponse.named("iot-hub")
                .status(connected)
                .withData("device", agent.deviceId())
                .withData("state", health.state().name())
                .withData("since", health.since().toString())
                .withData("telemetryWaiting", health.telemetryWaiting());
        if (!connected) {
            health.lastCause().ifPresent(cause -> response.withData("cause", cause.name()));
            health.lastFailure().ifPresent(failure -> response.withData("failure", failure));
        }
        return response.build();
    }
}
// endregion
