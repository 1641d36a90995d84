package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.Disposition;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.Progress;
import io.deckhand.core.internal.json.BoundType;
import io.deckhand.core.internal.json.Json;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.Optional;
import java.util.Set;

/** What the declaration of a payload parameter says. */
final class Parameters {
    private static final Set<Class<?>> OURS = Set.of(
            MethodRequest.class,
            MethodResponse.class,
            CloudMessage.class,
            ConnectionState.class,
            ConnectionTransition.class,
            DeadLetter.class,
            Deadline.class,
            Progress.class,
            Disposition.class);

    private Parameters() {}

    /** Any annotation of the name {@code Nullable} counts, on the parameter or on its type. */
    static boolean isNullable(Parameter parameter) {
        return holdNullable(parameter.getAnnotations())
                || holdNullable(parameter.getAnnotatedType().getAnnotations());
    }

    private static boolean holdNullable(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().getSimpleName().equals("Nullable")) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether a type is one of Deckhand's, which no payload is bound to} */
    static boolean isOurs(Class<?> type) {
        return OURS.contains(type);
    }

    static Optional<String> problemWithType(Parameter parameter, BoundType type, Json json) {
        Class<?> raw = type.raw();
        if (type.declared() instanceof TypeVariable) {
            return Optional.of("a type variable cannot be bound. Name the type.");
        }
        if (parameter.getType() == Optional.class && !(parameter.getParameterizedType() instanceof ParameterizedType)) {
            return Optional.of("Optional does not say of what. Name the type, as in Optional<String>.");
        }
        if (raw.isPrimitive() && isNullable(parameter)) {
            return Optional.of(
                    raw.getSimpleName() + " cannot be null. Remove @Nullable, or use the class in its place.");
        }
        if (raw.isPrimitive() || raw == Object.class || type.isTree()) {
            return Optional.empty();
        }
        if (raw.getEnclosingClass() != null
                && raw.isMemberClass()
                && !raw.isInterface()
                && !Modifier.isStatic(raw.getModifiers())) {
            return Optional.of(
                    raw.getSimpleName() + " is an inner class and needs an instance around it. Make it static.");
        }
        return json.problemWith(type.declared());
    }
}
