package io.deckhand.testkit;

/**
 * A protocol that a local hub can do without, see {@link LocalHub.Builder#without}. HTTPS is not among them: it carries the service
 * API.
 *
 * @since 0.1
 */
public enum HubProtocol {
    /** MQTT over TLS, port 8883, and over WebSocket. */
    MQTT,

    /** AMQP over TLS, port 5671, and over WebSocket. */
    AMQP
}
