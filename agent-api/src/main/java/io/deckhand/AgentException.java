package io.deckhand;

/**
 * Reports that the agent could not perform an operation, why, and what to do.
 *
 * <pre>{@code
 * try {
 *     agent.send(reading);
 * } catch (AgentException e) {
 *     log.warn("not sent: {}", e.getMessage());
 * }
 * }</pre>
 *
 * <p>The message never contains a key, a token or a payload.
 *
 * @since 0.1
 */
public class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what happened, where, and what to do
     */
    public AgentException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what happened, where, and what to do
     * @param cause the cause
     */
    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
