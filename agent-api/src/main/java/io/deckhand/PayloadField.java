package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds one field of a JSON object to a parameter, for handlers that need no record.
 *
 * <pre>{@code
 * @DirectMethod
 * void sample(@PayloadField("interval") Duration interval, @PayloadField("unit") Optional<String> unit) { ... }
 * // {"interval": "PT5S"}
 * }</pre>
 *
 * <p>The payload must be an object, and each of its fields must have a parameter. A missing or null field is refused
 * with 400, unless the parameter is an {@link java.util.Optional} or annotated {@code @Nullable}.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface PayloadField {
    /** {@return the name of the field} */
    String value();
}
