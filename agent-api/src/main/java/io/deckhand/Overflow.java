package io.deckhand;

/**
 * What happens to a telemetry message when the outbox is full.
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
     * Its sender waits for room, at most for the agent's operation timeout; then the message is refused. This applies
     * to {@link DeviceAgent#sendAsync sendAsync} too: a producer is slowed down to the hub's rate.
     */
    BLOCK,
    /**
     * The oldest message of the lowest priority is dropped. It is counted as lost, and its stage fails. A message with
     * a lower priority than all waiting ones is refused.
     */
    DROP_OLDEST
}
