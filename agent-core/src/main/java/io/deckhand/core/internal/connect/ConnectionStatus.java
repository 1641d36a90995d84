package io.deckhand.core.internal.connect;

import io.deckhand.ConnectionState;
import io.deckhand.FailureCause;
import io.deckhand.core.internal.link.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The published state of the connection: written by the supervisor only, read by any thread. */
final class ConnectionStatus {
    private final TimeSource time;
    private ConnectionState state = ConnectionState.DISCONNECTED;
    private Instant since;
    private Duration enteredAt;
    private @Nullable Failure lastFailure;
    private @Nullable Instant nextAttempt;
    private int failures;
    private long connects;
    private final Map<FailureCause, Long> causes =
            new HashMap<>(); // an EnumMap has space for all causes from the start

    ConnectionStatus(TimeSource time) {
        this.time = time;
        this.since = time.now();
        this.enteredAt = time.elapsed();
    }

    /** {@return the previous state, if this is a change} */
    synchronized Optional<ConnectionState> enter(ConnectionState next) {
        if (state == next) {
            return Optional.empty();
        }
        ConnectionState previous = state;
        state = next;
        since = time.now();
        enteredAt = time.elapsed();
        return Optional.of(previous);
    }

    /** {@return how long the current state has lasted} */
    synchronized Duration lasted() {
        return time.elapsed().minus(enteredAt);
    }

    synchronized void connected() {
        connects++;
    }

    synchronized void failed(Failure failure, int inARow, Instant next) {
        lastFailure = failure;
        causes.merge(failure.cause(), 1L, Long::sum);
        failures = inARow;
        nextAttempt = next;
    }

    synchronized void attempting() {
        nextAttempt = null;
    }

    synchronized Supervisor.Snapshot snapshot() {
        return new Supervisor.Snapshot(
                state,
                since,
                state == ConnectionState.CONNECTED ? 0 : failures,
                Optional.ofNullable(lastFailure),
                Optional.ofNullable(nextAttempt),
                connects,
                Map.copyOf(causes));
    }
}
