package io.deckhand;

/**
 * Says that the agent could not do what it was asked, why, and what to do.
 *
 * <pre>{@code
 * try {
 *     agent.send(reading);
 * } catch (AgentException e) {
 *     log.warn("not sent: {}", e.getMessage());
 * }
 * }</pre>
 *
 * <p>The message never holds a key, a token or a payload.
 *
 * @since 0.1
 */
public class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception with no cause.
     *
     * @param message what happened, where, and what to do
     */
    public AgentException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what happened, where, and what to do
     * @param cause what led to it
     */
    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
