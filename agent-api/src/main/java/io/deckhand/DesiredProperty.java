package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the listener for a desired property of the device twin.
 *
 * <pre>{@code
 * @DesiredProperty("climate.target")
 * double applyTarget(double celsius) { return heater.target(celsius); }   // what it returns is reported
 * }</pre>
 *
 * <p>The listener is called with the current value when the agent first connects, and then whenever the value changes,
 * including changes while the device was offline. Calls are made one at a time, in the order of the twin's versions,
 * and a value is delivered once, however often the connection is lost.
 *
 * <p><b>Parameters.</b> The value, bound like the payload of a {@link DirectMethod}, and optionally the
 * {@link DeviceAgent}. A deleted property is delivered as {@code null} if the parameter is annotated {@code @Nullable};
 * otherwise it is logged and not delivered.
 *
 * <p><b>Result.</b> {@code void}, or the applied value: it is reported under the same path. If the agent has a model id
 * ({@code AgentBuilder.modelId}), it is reported by the Plug and Play conventions, with {@code value}, {@code ac} 200,
 * {@code av} the version and {@code ad}; for {@code void}, with the desired value.
 *
 * <p><b>Refusal.</b> A listener refuses a value by throwing, preferably a {@link PropertyException}; the property
 * counts as delivered. A value that does not bind is refused with 400; any other exception is reported as 500, with an
 * id that is in the device's log. With a model id, the refusal is reported in {@code ac} and {@code ad}. Without one,
 * it is reported in {@code deckhand.refused}, under the path with slashes for dots, with {@code status},
 * {@code message} and {@code version}, until a later value is applied.
 *
 * <p><b>Threads.</b> As with {@link DirectMethod}; all desired-property listeners share one lane, in order.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DesiredProperty {
    /**
     * {@return the path of the property, its names joined by dots, such as {@code "climate.target"}} The empty default
     * is the whole desired section, without {@code $version} and {@code $metadata}.
     */
    String value() default "";
}
