package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the listener of cloud-to-device messages. An agent has at most one.
 *
 * <pre>{@code
 * @CloudToDevice
 * Disposition notice(CloudMessage message) {
 *     display.show(message.text());
 *     return Disposition.COMPLETE;
 * }
 * }</pre>
 *
 * <p><b>Parameters.</b> A {@link CloudMessage}, or a type its JSON body binds to as the payload of a
 * {@link DirectMethod} does, or both; and the {@link DeviceAgent} if wanted.
 *
 * <p><b>Result.</b> A {@link Disposition}, or {@code void} for {@link Disposition#COMPLETE}. A listener that throws, and
 * a body that does not bind, are logged with the message id and answered {@link Disposition#REJECT}. Over MQTT the hub
 * knows only completion, so there every disposition completes the message.
 *
 * <p>A message counts as done when its listener is: one whose connection was lost meanwhile is delivered again. (Not so with
 * {@code -Ddeckhand.link=base}, where it counts as done when it arrives.)
 *
 * <p><b>Threads.</b> As with {@link DirectMethod}; messages are handed over one at a time, in the order received.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CloudToDevice {}
