package io.deckhand;

/**
 * How urgent a telemetry message is among those that wait to be sent: all of a higher priority go first, and when the outbox
 * overflows, the lowest is dropped first. Among equals the order of sending is kept.
 *
 * <pre>{@code
 * agent.sendAsync(alarm, SendOptions.NONE.priority(Priority.HIGH));
 * }</pre>
 *
 * @since 0.1
 */
public enum Priority {
    /** May wait: what is nice to have. */
    LOW,
    /** What is sent without saying. */
    NORMAL,
    /** Goes first, and never waits for others to go together with: alarms. */
    HIGH
}
