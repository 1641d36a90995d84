package io.deckhand.spring;

import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an agent is, in the words of Spring Boot's health. */
record AgentCondition(String status, Map<String, Object> details) {
    static AgentCondition of(DeviceAgent agent) {
        AgentHealth health = agent.health();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("device", agent.deviceId());
        details.put("state", health.state());
        details.put("since", health.since());
        details.put("telemetryWaiting", health.telemetryWaiting());
        if (health.state() != ConnectionState.CONNECTED) {
            health.lastCause().ifPresent(cause -> details.put("cause", cause));
            health.lastFailure().ifPresent(failure -> details.put("failure", failure));
            health.nextAttempt().ifPresent(next -> details.put("nextAttempt", next));
        }
        health.credentialValidUntil().ifPresent(end -> details.put("credentialValidUntil", end));
        return new AgentCondition(status(health.state()), details);
    }

    private static String status(ConnectionState state) {
        return switch (state) {
            case CONNECTED -> "UP";
            case CLOSED -> "OUT_OF_SERVICE";
            default -> "DOWN";
        };
    }
}
