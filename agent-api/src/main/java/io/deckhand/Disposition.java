package io.deckhand;

/**
 * What becomes of a cloud-to-device message once its listener is done.
 *
 * <pre>{@code
 * return display.isOn() ? Disposition.COMPLETE : Disposition.ABANDON;
 * }</pre>
 *
 * <p>Only AMQP and HTTPS carry all three to the hub. MQTT has an acknowledgement and nothing else, so over MQTT each of
 * them completes the message.
 *
 * @since 0.1
 */
public enum Disposition {
    /** Done: the hub removes the message, and tells the sender so if it asked. */
    COMPLETE,
    /** Not now: the hub delivers it again, up to its maximum delivery count (10 unless changed). */
    ABANDON,
    /** Never: the hub moves it to its dead letters, and tells the sender so if it asked. */
    REJECT
}
