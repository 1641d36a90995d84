package io.deckhand.testkit;

/**
 * A kind of packet between a device and the hub that a {@link PacketFault} can affect. The names are those of MQTT;
 * over AMQP each stands for the equivalent frame. They do not apply to devices over HTTPS.
 *
 * @since 0.1
 */
public enum HubPacket {
    /**
     * The hub's acceptance of a connection: a successful CONNACK. Over AMQP, the answer to a token that a device puts
     * or renews, or the attach of its first link if it authenticates by certificate or SASL PLAIN. Neither a CONNACK
     * nor an attach can be duplicated.
     */
    CONNACK,
    /**
     * The hub's acknowledgement of a device's publish: telemetry, a twin request or a method's answer. Over AMQP, the
     * disposition of such a message, accepted or rejected; a duplicate is sent first unsettled, then settled.
     */
    PUBACK,
    /**
     * The hub's answer to a subscription, which takes effect even if the answer is lost. Over AMQP, the attach that
     * answers a device's link, without which the link is not open, and which cannot be duplicated; and the answer to a
     * subscription to desired properties, which takes effect even if the answer is lost.
     */
    SUBACK,
    /** The hub's answer to a twin read or to reported properties. */
    TWIN_RESPONSE,
    /** A direct method on its way to the device. */
    METHOD_CALL,
    /** A device's answer to a direct method. The hub acknowledges it even if a fault drops it. */
    METHOD_ANSWER,
    /**
     * A cloud-to-device message on its way to the device. A lost message stays locked until the device reconnects; over
     * AMQP also only until its lock expires.
     */
    CLOUD_MESSAGE
}
