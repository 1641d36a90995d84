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
 *     {@link ConnectionState#DISCONNECTED}, and if the agent ended the connection on purpose
 * @param evidence the same as a sentence, with the message of the Azure SDK or the network and the remedy; never a key
 *     or token
 * @since 0.1
 */
public record ConnectionTransition(
        ConnectionState previous, ConnectionState current, Optional<FailureCause> cause, Optional<String> evidence) {
    /**
     * Creates a change, for tests of an application's listeners.
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
