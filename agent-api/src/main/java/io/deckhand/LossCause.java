package io.deckhand;

/**
 * Why an accepted telemetry message was given up. Losses are counted in {@link AgentHealth#telemetryLost()}, and the
 * exception of the message's stage names the cause.
 *
 * @since 0.1
 */
public enum LossCause {
    /** The outbox was full, and the message was dropped for a newer one. */
    OVERFLOW,
    /** Its time to live ended before the hub acknowledged it. */
    EXPIRED,
    /** The Azure SDK refused it, for example because of a reserved property name. */
    REFUSED,
    /** Its sender stopped waiting, and withdrew it. */
    WITHDRAWN,
    /** The agent was closed first, and has no store. */
    CLOSED,
    /** It was in a part of the agent's store that was damaged. */
    DAMAGED
}
