package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a listener for cloud-to-device messages. Each message goes to one listener: the first that matches.
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
 * <p><b>Parameters.</b> A {@link CloudMessage}; a type to which the body is bound, like the payload of a
 * {@link DirectMethod}, if the content type is JSON or missing; {@code String} for the body as text and {@code byte[]}
 * for the bytes, by content type and encoding ({@code charset}, {@code gzip}); fields by {@link PayloadField},
 * application properties by {@link MessageProperty}; the {@link DeviceAgent}.
 *
 * <p><b>Result.</b> A {@link Disposition}, or {@code void} for {@link Disposition#COMPLETE}.
 *
 * <p><b>When it fails.</b> A listener that throws is called again, up to {@link #attempts()} times. After the last
 * attempt, the message goes to the listener with {@link #deadLetter()}, and is rejected. The same happens at once if
 * the body does not bind, the listener returns {@link Disposition#REJECT}, or no listener matches.
 *
 * <p><b>Settlement.</b> A message is settled when its listener has finished. If the connection is lost before, the hub
 * delivers it again; it is not passed to a listener a second time if its id is among the last ones handled
 * ({@code AgentBuilder.rememberedMessageIds}). AMQP supports all dispositions. MQTT can only acknowledge: there
 * {@link Disposition#ABANDON} counts as a failed attempt, and a rejected message is completed at the hub. (With
 * {@code -Ddeckhand.link=base} a message is completed on arrival.)
 *
 * <p><b>Threads.</b> As with {@link DirectMethod}; messages are handled one at a time, in the order received, including
 * waits between attempts. Methods and properties do not wait for them.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CloudToDevice {
    /**
     * {@return the conditions on a message's application properties: {@code "kind=alarm"} requires a value,
     * {@code "kind"} that the property is present} All conditions must hold; without conditions the listener matches
     * every message. A text in another form is refused when the agent is built.
     */
    String[] when() default {};

    /**
     * {@return the position among the listeners that match a message; the lowest is tried first} Of the same order,
     * those with more conditions come first.
     */
    int order() default 0;

    /** {@return how often the listener is called for one message if it throws, 1 to 100} */
    int attempts() default 1;

    /**
     * {@return the delay before the second attempt, in ISO 8601, up to one hour; each further delay is twice the one
     * before, at most one hour}
     */
    String retryAfter() default "PT1S";

    /**
     * {@return whether this listener receives the messages that no other listener could handle, of a module also those to
     * its inputs; at most one may have this}
     */
    boolean deadLetter() default false;
}
