package io.deckhand.core;

/**
 * The client through which an agent connects to its hub. The agent's guarantees are the same with each.
 *
 * @since 0.1
 */
public enum Link {
    /** The Azure IoT device SDK: every transport. The default. */
    SDK,

    /**
     * An MQTT client on Netty's event loops, for {@link io.deckhand.Transport#MQTT} and {@link
     * io.deckhand.Transport#MQTT_WS}: it uses fewer threads, connects faster, and needs less time per message. Needs
     * the artifact {@code io.deckhand:agent-gateway} on the class path.
     */
    NETTY
}
