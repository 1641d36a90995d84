package io.deckhand;

/**
 * How an agent connects to the hub. All four support the same features, except for small differences; they differ in
 * the port that a firewall must allow.
 *
 * <pre>{@code
 * AgentBuilder.forConnectionString(...)
 *         .transport(Transport.MQTT, Transport.MQTT_WS) // the second where port 8883 is blocked
 * }</pre>
 *
 * @since 0.1
 */
public enum Transport {
    /** MQTT 3.1.1 over TLS, port 8883. The least traffic; a cloud-to-device message can only be completed. */
    MQTT(false),
    /** MQTT over WebSocket, port 443: for firewalls that allow only HTTPS. Supports HTTP proxies. */
    MQTT_WS(true),
    /** AMQP 1.0 over TLS, port 5671. Cloud-to-device messages can be completed, abandoned and rejected. */
    AMQPS(false),
    /** AMQP over WebSocket, port 443. Supports HTTP proxies. */
    AMQPS_WS(true);

    private final boolean webSocket;

    Transport(boolean webSocket) {
        this.webSocket = webSocket;
    }

    /** {@return whether it uses port 443, and supports HTTP proxies} */
    public boolean isWebSocket() {
        return webSocket;
    }
}
