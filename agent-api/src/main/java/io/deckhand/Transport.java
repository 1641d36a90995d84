package io.deckhand;

/**
 * How an agent reaches the hub. All four do the same; they differ in the port a firewall must let through, and a little in what
 * they can say.
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
    /** MQTT over WebSocket, port 443: for firewalls that let only HTTPS through. Can go through an HTTP proxy. */
    MQTT_WS(true),
    /** AMQP 1.0 over TLS, port 5671. Cloud-to-device messages can be completed, abandoned and rejected. */
    AMQPS(false),
    /** AMQP over WebSocket, port 443. Can go through an HTTP proxy. */
    AMQPS_WS(true);

    private final boolean webSocket;

    Transport(boolean webSocket) {
        this.webSocket = webSocket;
    }

    /** {@return whether it goes over port 443, and through an HTTP proxy if need be} */
    public boolean isWebSocket() {
        return webSocket;
    }
}
