package io.deckhand;

/**
 * The priority of a telemetry message among the waiting ones: messages of higher priority are sent first, and when the
 * outbox overflows, those of the lowest priority are dropped first. Within a priority the order of sending is kept.
 *
 * <pre>{@code
 * agent.sendAsync(alarm, SendOptions.NONE.priority(Priority.HIGH));
 * }</pre>
 *
 * @since 0.1
 */
public enum Priority {
    /** For messages that may wait. */
    LOW,
    /** The default. */
    NORMAL,
    /** For alarms: sent first, and never delayed to be sent together with others. */
    HIGH
}
