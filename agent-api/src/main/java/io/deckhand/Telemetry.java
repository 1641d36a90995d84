package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a source of telemetry: what it returns is sent, again and again.
 *
 * <pre>{@code
 * @Telemetry(everySeconds = 1)
 * Reading temperature() { return new Reading(sensor.celsius()); }
 *
 * @DirectMethod("SetTelemetryInterval")
 * void interval(int seconds, DeviceAgent agent) { agent.telemetry().every("temperature", Duration.ofSeconds(seconds)); }
 * }</pre>
 *
 * <p><b>Parameters.</b> The {@link DeviceAgent} if wanted. <b>Result.</b> The body, as for {@link DeviceAgent#send(Object)}, also
 * in an {@link java.util.Optional} or a {@link java.util.concurrent.CompletionStage}; {@code null} or an empty {@code Optional}
 * sends nothing. In a class with {@link ModelComponent} the message is one of that component.
 *
 * <p><b>When.</b> First when the agent is started, then at whole intervals from there, however long each reading takes: the times
 * do not drift. A reading is left out while the one before is still being taken, and while {@link #pending()} messages of this
 * source wait for the hub: they do not pile up while it is away. A source that throws is logged, and asked again.
 *
 * <p><b>Threads.</b> As with {@link DirectMethod}; a slow source delays no other.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Telemetry {
    /** {@return the name of the source in {@link TelemetrySources}; empty for the name of the Java method} */
    String value() default "";

    /** {@return how often, 0.01 to 86,400} {@link TelemetrySources#every} changes it at run time. */
    double everySeconds();

    /** {@return how many messages of this source may wait for the hub, 1 to 10,000} */
    int pending() default 10;
}
