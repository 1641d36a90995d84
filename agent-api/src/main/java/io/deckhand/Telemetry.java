package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a telemetry source: it is called periodically, and its result is sent.
 *
 * <pre>{@code
 * @Telemetry(everySeconds = 1)
 * Reading temperature() { return new Reading(sensor.celsius()); }
 *
 * @DirectMethod("SetTelemetryInterval")
 * void interval(int seconds, DeviceAgent agent) { agent.telemetry().every("temperature", Duration.ofSeconds(seconds)); }
 * }</pre>
 *
 * <p><b>Parameters.</b> Optionally the {@link DeviceAgent}. <b>Result.</b> The body, as for
 * {@link DeviceAgent#send(Object)}, also in an {@link java.util.Optional} or a
 * {@link java.util.concurrent.CompletionStage}; {@code null} or an empty {@code Optional} sends nothing. In a class
 * with {@link ModelComponent} the message belongs to that component.
 *
 * <p><b>Schedule.</b> First when the agent is started, then at multiples of the interval: the times do not drift,
 * however long a call takes. A call is skipped while the previous one is still running, and while {@link #pending()}
 * messages of this source wait for the hub, so that they do not pile up while the hub is unavailable. If a source
 * throws, this is logged, and it is called again at the next time.
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

    /** {@return the interval in seconds, 0.01 to 86,400} {@link TelemetrySources#every} changes it at run time. */
    double everySeconds();

    /** {@return how many messages of this source may wait for the hub, 1 to 10,000} */
    int pending() default 10;
}
