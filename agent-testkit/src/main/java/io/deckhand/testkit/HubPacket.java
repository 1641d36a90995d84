package io.deckhand.testkit;

/**
 * A kind of packet between a device and the hub that a {@link PacketFault} may befall. The names are MQTT's; over AMQP it is what
 * does the same there. Devices over HTTPS have none of them.
 *
 * @since 0.1
 */
public enum HubPacket {
    /**
     * The hub's answer to a connection: a CONNACK that lets the device in. Over AMQP, the answer to a token that a device puts, also
     * to one that it renews, or the attach of its first link, if it is known by its certificate or by the password of SASL. Neither a CONNACK
     * nor an attach can come twice.
     */
    CONNACK,
    /**
     * The hub's acknowledgement of what a device published: telemetry, a twin request or a method's answer. Over AMQP, the
     * disposition of such a message, accepted or rejected; twice means first unsettled and then settled.
     */
    PUBACK,
    /**
     * The hub's answer to a subscription. The subscription itself works, whatever becomes of the answer. Over AMQP, the attach
     * that answers a link of the device, without which the link is not open, and which cannot come twice; and the answer to the
     * wish to hear of desired changes, which works, whatever becomes of the answer.
     */
    SUBACK,
    /** The hub's answer to a device that reads its twin or reports properties. */
    TWIN_RESPONSE,
    /** A direct method on its way to the device. */
    METHOD_CALL,
    /** A device's answer to a direct method. The hub acknowledges it, whatever becomes of it. */
    METHOD_ANSWER,
    /**
     * A cloud-to-device message on its way to the device. A lost one stays locked: over MQTT until the device connects again, over
     * AMQP until then or until its lock ends.
     */
    CLOUD_MESSAGE
}
