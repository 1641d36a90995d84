package io.deckhand;

/**
 * What becomes of a telemetry message that finds the outbox full.
 *
 * <pre>{@code
 * AgentBuilder.forConnectionString(...).outboxCapacity(1000).overflow(Overflow.DROP_OLDEST)
 * }</pre>
 *
 * @since 0.1
 */
public enum Overflow {
    /** It is refused with an {@link AgentException}; the sender decides what to do. */
    REFUSE,
    /**
     * Its sender waits for room, at most for the agent's operation timeout, then it is refused. This holds for
     * {@link DeviceAgent#sendAsync sendAsync} too: a producer is slowed down to what the hub takes.
     */
    BLOCK,
    /**
     * The oldest of the lowest priority makes way. It is counted as lost, and its sender told. A message of a lower priority than
     * all that wait is refused.
     */
    DROP_OLDEST
}
