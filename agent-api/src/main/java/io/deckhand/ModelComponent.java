package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a handler class a component of the device's Plug and Play model.
 *
 * <pre>{@code
 * @ModelComponent("thermostat1")
 * final class Thermostat {
 *     @DirectMethod
 *     Report getMaxMinReport(Instant since) { ... }             // called as thermostat1*getMaxMinReport
 *
 *     @DesiredProperty("targetTemperature")
 *     double target(double celsius) { return heater.target(celsius); }  // thermostat1.targetTemperature
 * }
 * }</pre>
 *
 * <p>The names of direct methods are prefixed with the component's name and a {@code *}. Paths of desired properties
 * are relative to the component. Reports below the component's name, by a listener or by
 * {@link DeviceAgent#report(String, Object)}, contain the marker {@code "__t": "c"} that the model requires.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ModelComponent {
    /** {@return the name of the component in the model: 1 to 64 letters, digits and underscores, a letter first} */
    String value();
}
