package io.deckhand;

/**
 * How a cloud-to-device message is settled once its listener has finished.
 *
 * <pre>{@code
 * return display.isOn() ? Disposition.COMPLETE : Disposition.ABANDON;
 * }</pre>
 *
 * <p>Only AMQP and HTTPS support all three. MQTT can only acknowledge, so over MQTT each of them completes the message.
 *
 * @since 0.1
 */
public enum Disposition {
    /** Handled: the hub removes the message, and sends feedback to the sender if requested. */
    COMPLETE,
    /** Not now: the hub delivers it again, up to its maximum delivery count (10 unless changed). */
    ABANDON,
    /** Never: the hub dead-letters the message, and sends feedback to the sender if requested. */
    REJECT
}
