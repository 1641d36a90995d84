package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the listener for the messages that an IoT Edge hub routes to one input of this module.
 *
 * <pre>{@code
 * @ModuleInput("temperature")                        // "INTO BrokeredEndpoint(\"/modules/filter/inputs/temperature\")"
 * void filter(Reading reading, DeviceAgent agent) {
 *     if (reading.celsius() > 80) {
 *         agent.sendAsync(reading, SendOptions.NONE.output("alerts"));
 *     }
 * }
 * }</pre>
 *
 * <p><b>Parameters and result</b> are those of {@link CloudToDevice}: the body bound to a type, {@link CloudMessage},
 * {@code String} or {@code byte[]}, fields, application properties, the {@link DeviceAgent}; a {@link Disposition} or
 * {@code void}.
 *
 * <p><b>When it fails.</b> A listener that throws is called again, up to {@link #attempts()} times. After the last
 * attempt, if the body does not bind, if the listener returns {@link Disposition#REJECT}, and if there is no listener for
 * the input, the message goes to the listener of {@link CloudToDevice#deadLetter()} if there is one, and is rejected.
 *
 * <p><b>Settlement and threads.</b> As with {@link CloudToDevice}: a message is settled when its listener has finished,
 * and messages are handled one at a time, in the order received. The edge hub keeps messages for a module that is not
 * connected as long as its {@code timeToLiveSecs}.
 *
 * <p>Only modules that connect through an edge hub have inputs ({@code AgentBuilder.forModuleFromEnvironment}, or a
 * connection string with {@code GatewayHostName}). A device with such a listener is refused when its agent is built.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ModuleInput {
    /** {@return the name of the input; if empty, that of the method} */
    String value() default "";

    /** {@return how often the listener is called for one message if it throws, 1 to 100} */
    int attempts() default 1;

    /**
     * {@return the delay before the second attempt, in ISO 8601, up to one hour; each further delay is twice the one
     * before, at most one hour}
     */
    String retryAfter() default "PT1S";
}
