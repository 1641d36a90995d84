package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the listener for changes of the agent's connection.
 *
 * <pre>{@code
 * @ConnectionChange
 * void showConnection(ConnectionState state) { led.set(state == ConnectionState.CONNECTED); }
 * }</pre>
 *
 * <p><b>Parameters.</b> Any of: the new {@link ConnectionState}; the {@link ConnectionTransition}, which also has the state before
 * and the cause; the {@link DeviceAgent}. <b>Result.</b> {@code void}.
 *
 * <p>Every change is delivered, in order, one at a time, on a thread of the agent. A slow listener may therefore
 * receive a state that is no longer current; {@link DeviceAgent#state()} returns the current one. The change to
 * {@link ConnectionState#CLOSED} is the last.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ConnectionChange {}
