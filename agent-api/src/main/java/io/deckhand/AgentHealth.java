package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How an agent is, at one moment.
 *
 * <pre>{@code
 * AgentHealth health = agent.health();
 * if (health.state() != ConnectionState.CONNECTED) {
 *     display.show(health.lastFailure().orElse("connecting"));
 * }
 * }</pre>
 *
 * @param state where the connection stands
 * @param since when it came to stand there
 * @param whole whether it is connected and past everything that had piled up before: see {@link DeviceAgent#awaitWhole}
 * @param failedAttempts how many connections in a row failed, or ended before they were stable
 * @param lastCause why the last attempt failed or the last connection was lost, if any did; remains when connected again
 * @param lastFailure the same as a sentence, with the evidence and what to do
 * @param nextAttempt when the next attempt is due, while one is waited for
 * @param connects how many connections were made since the agent started
 * @param telemetryWaiting how many messages the hub has not acknowledged
 * @param telemetryLost how many messages were given up that had been accepted, for each cause that occurred
 * @param reportedWaiting how many reported properties the hub has not accepted
 * @param lastReceived when the hub last sent anything: a call, a message, a part of the twin
 * @param lastAcknowledged when the hub last acknowledged or answered anything
 * @since 0.1
 */
public record AgentHealth(
        ConnectionState state,
        Instant since,
        boolean whole,
        int failedAttempts,
        Optional<FailureCause> lastCause,
        Optional<String> lastFailure,
        Optional<Instant> nextAttempt,
        long connects,
        int telemetryWaiting,
        Map<LossCause, Long> telemetryLost,
        int reportedWaiting,
        Optional<Instant> lastReceived,
        Optional<Instant> lastAcknowledged) {
    /**
     * Makes a snapshot, for tests of what an application does with one.
     *
     * @param state where the connection stands
     * @param since when it came to stand there
     * @param whole whether it is past everything that had piled up before
     * @param failedAttempts how many connections in a row failed
     * @param lastCause why the last one failed
     * @param lastFailure the same as a sentence
     * @param nextAttempt when the next attempt is due
     * @param connects how many connections were made
     * @param telemetryWaiting how many messages wait
     * @param telemetryLost how many messages were given up; copied
     * @param reportedWaiting how many reported properties wait
     * @param lastReceived when the hub last sent anything
     * @param lastAcknowledged when the hub last acknowledged anything
     */
    public AgentHealth {
        requireNonNull(state, "state");
        requireNonNull(since, "since");
        requireNonNull(lastCause, "lastCause");
        requireNonNull(lastFailure, "lastFailure");
        requireNonNull(nextAttempt, "nextAttempt");
        telemetryLost = Map.copyOf(telemetryLost);
        requireNonNull(lastReceived, "lastReceived");
        requireNonNull(lastAcknowledged, "lastAcknowledged");
    }
}
