package io.deckhand;

/**
 * Why a telemetry message was given up that had been accepted. Each is counted in {@link AgentHealth#telemetryLost()}, and tells
 * its cause to whoever waits for it.
 *
 * @since 0.1
 */
public enum LossCause {
    /** The outbox was full, and the message made way for a newer one. */
    OVERFLOW,
    /** Its time to live was over before the hub had it. */
    EXPIRED,
    /** The Azure SDK refused it, as for a property name that is reserved. */
    REFUSED,
    /** Whoever sent it gave up waiting, and withdrew it. */
    WITHDRAWN,
    /** The agent was closed first, and has no store. */
    CLOSED,
    /** It was in a part of the agent's store that was damaged. */
    DAMAGED
}
