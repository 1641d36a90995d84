package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.Deadline;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the declaration of a payload parameter says. */
final class Parameters {
    private static final Set<Class<?>> OURS = Set.of(
            MethodRequest.class, MethodResponse.class, CloudMessage.class, ConnectionState.class, Deadline.class);

    private Parameters() {}

    /** Any annotation of the name {@code Nullable} counts, on the parameter or on its type. */
    static boolean isNullable(Parameter parameter) {
        return Stream.concat(
                        Stream.of(parameter.getAnnotations()),
                        Stream.of(parameter.getAnnotatedType().getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }

    static Optional<String> problemWithType(Parameter parameter, JavaType type) {
        Class<?> raw = type.getRawClass();
        if (parameter.getParameterizedType() instanceof TypeVariable) {
            return Optional.of("a type variable cannot be bound. Name the type.");
        }
        if (OURS.contains(raw)) {
            return Optional.of(raw.getSimpleName() + " is not available to this kind of handler.");
        }
        if (type.isContainerType()
                || JsonNode.class.isAssignableFrom(raw)
                || raw == Object.class
                || raw.isPrimitive()) {
            return Optional.empty();
        }
        if (raw.isInterface() && !raw.isAnnotationPresent(JsonDeserialize.class)) {
            return Optional.of(
                    raw.getSimpleName() + " is an interface, and JSON does not say which class. Use a record.");
        }
        if (raw.getEnclosingClass() != null
                && !raw.isRecord()
                && !raw.isEnum()
                && !Modifier.isStatic(raw.getModifiers())) {
            return Optional.of(
                    raw.getSimpleName() + " is an inner class and needs an instance around it. Make it static.");
        }
        return Optional.empty();
    }
}
