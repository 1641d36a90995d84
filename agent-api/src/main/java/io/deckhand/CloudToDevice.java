package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a listener of cloud-to-device messages. Each message goes to one listener: the first that takes it.
 *
 * <pre>{@code
 * @CloudToDevice(when = "kind=alarm", attempts = 3)
 * void alarm(Alarm alarm, @MessageProperty("origin") Optional<String> origin) { siren.sound(alarm); }
 *
 * @CloudToDevice                                     // all others
 * Disposition notice(CloudMessage message) {
 *     display.show(message.text());
 *     return Disposition.COMPLETE;
 * }
 *
 * @CloudToDevice(deadLetter = true)                  // what the two could not handle
 * void lost(DeadLetter letter) { journal.add(letter); }
 * }</pre>
 *
 * <p><b>Parameters.</b> A {@link CloudMessage}; a type its body binds to as the payload of a {@link DirectMethod} does, where the
 * content type is JSON or none; {@code String} for the body as text and {@code byte[]} for the bytes, by content type and encoding
 * ({@code charset}, {@code gzip}); fields by {@link PayloadField}, application properties by {@link MessageProperty}; the
 * {@link DeviceAgent}.
 *
 * <p><b>Result.</b> A {@link Disposition}, or {@code void} for {@link Disposition#COMPLETE}.
 *
 * <p><b>When it fails.</b> A listener that throws is called again as often as {@link #attempts()} says. Then, and at once where the
 * body does not bind, the listener returns {@link Disposition#REJECT} or there is none for the message, it goes to the listener
 * with {@link #deadLetter()}, and is rejected.
 *
 * <p><b>What the hub is told.</b> A message is settled when its listener is done: one whose connection was lost before is delivered
 * again, and not handed to a listener a second time if it has an id among the last ones handled
 * ({@code AgentBuilder.rememberedMessageIds}). AMQP carries each disposition. MQTT has an acknowledgement and no more: there
 * {@link Disposition#ABANDON} counts as a failed attempt, and the hub takes a rejected message for completed. (With
 * {@code -Ddeckhand.link=base} a message counts as done when it arrives.)
 *
 * <p><b>Threads.</b> As with {@link DirectMethod}; messages are handed over one at a time, in the order received, waits between
 * attempts included. Methods and properties do not wait for them.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CloudToDevice {
    /**
     * {@return what a message's application properties must be for this listener to take it: {@code "kind=alarm"} that one has a
     * value, {@code "kind"} that it is there} All of them must hold; none is needed for none. A text of another form is refused when the
     * agent is built.
     */
    String[] when() default {};

    /**
     * {@return where this listener stands among those that would take a message; the lowest is asked first} Of the same order,
     * those with more conditions come first.
     */
    int order() default 0;

    /** {@return how often the listener is called for one message while it throws, 1 to 100} */
    int attempts() default 1;

    /**
     * {@return how long to wait before the second attempt, as ISO 8601 has it, up to one hour; each further wait is twice the one
     * before, one hour at most}
     */
    String retryAfter() default "PT1S";

    /** {@return whether this listener takes the messages that no other could handle; at most one has it} */
    boolean deadLetter() default false;
}
