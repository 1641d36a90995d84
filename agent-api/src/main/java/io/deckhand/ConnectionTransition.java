package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One change of an agent's connection, with its reason: a parameter of a {@link ConnectionChange} listener.
 *
 * <pre>{@code
 * @ConnectionChange
 * void connection(ConnectionTransition change) {
 *     change.cause().ifPresent(cause -> display.show(cause.sentence()));
 * }
 * }</pre>
 *
 * @param previous the state before
 * @param current the state now
 * @param cause why an attempt failed or the connection was lost; empty unless {@code current} is
 *     {@link ConnectionState#DISCONNECTED}, and where the connection ended as it was meant to
 * @param evidence the same as a sentence, with what the Azure SDK or the network said and what to do; never a key or token
 * @since 0.1
 */
public record ConnectionTransition(
        ConnectionState previous, ConnectionState current, Optional<FailureCause> cause, Optional<String> evidence) {
    /**
     * Makes a change, for tests of an application's listeners.
     *
     * @param previous the state before
     * @param current the state now
     * @param cause why an attempt failed or the connection was lost
     * @param evidence the same as a sentence
     */
    public ConnectionTransition {
        requireNonNull(previous, "previous");
        requireNonNull(current, "current");
        requireNonNull(cause, "cause");
        requireNonNull(evidence, "evidence");
    }
}
