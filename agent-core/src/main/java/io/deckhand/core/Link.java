package io.deckhand.core;

/**
 * The client through which an agent connects to its hub. What the agent promises is the same with each.
 *
 * @since 0.1
 */
public enum Link {
    /** The Azure IoT device SDK: every transport. The default. */
    SDK,

    /**
     * An MQTT client on Netty's event loops, for {@link io.deckhand.Transport#MQTT} and {@link io.deckhand.Transport#MQTT_WS}: fewer
     * threads, quicker to open, less time for each message. Needs the artifact {@code io.deckhand:agent-gateway} on the class path.
     */
    NETTY
}
