package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the listener of changes of the agent's connection.
 *
 * <pre>{@code
 * @ConnectionChange
 * void showConnection(ConnectionState state) { led.set(state == ConnectionState.CONNECTED); }
 * }</pre>
 *
 * <p><b>Parameters.</b> The new {@link ConnectionState}, and the {@link DeviceAgent} if wanted. <b>Result.</b>
 * {@code void}.
 *
 * <p>Every change is delivered, in order, one at a time, on a thread of the agent's; a slow listener may therefore see a
 * state that has passed. {@link DeviceAgent#state()} tells the present one. The change to {@link ConnectionState#CLOSED}
 * is the last.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ConnectionChange {}
