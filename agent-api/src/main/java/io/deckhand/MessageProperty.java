package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds one application property of a cloud-to-device message, or of one to a {@link ModuleInput}, to a parameter of its listener.
 *
 * <pre>{@code
 * @CloudToDevice
 * void alarm(Alarm alarm, @MessageProperty("origin") Optional<String> origin) { ... }
 * }</pre>
 *
 * <p>The parameter is a {@code String}, which a message without the property does not bind to unless it is annotated
 * {@code @Nullable}, or an {@code Optional<String>}.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface MessageProperty {
    /** {@return the name of the property} */
    String value();
}
