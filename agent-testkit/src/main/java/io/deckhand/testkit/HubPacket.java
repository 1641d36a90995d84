package io.deckhand.testkit;

/**
 * A kind of packet between a device and the hub that a {@link PacketFault} may befall.
 *
 * @since 0.1
 */
public enum HubPacket {
    /** The hub's answer to a connection. */
    CONNACK,
    /** The hub's acknowledgement of what a device published: telemetry, a reported patch or a method's answer. */
    PUBACK,
    /** The hub's answer to a subscription. The subscription itself works, whatever becomes of the answer. */
    SUBACK,
    /** The hub's answer to a device that reads its twin or reports properties. */
    TWIN_RESPONSE,
    /** A direct method on its way to the device. */
    METHOD_CALL,
    /** A device's answer to a direct method. */
    METHOD_ANSWER
}
