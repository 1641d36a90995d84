package io.deckhand.core.internal.handler;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.DesiredProperty;
import io.deckhand.DirectMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The handler methods of a class and of those it extends; an overriding method stands for the one it overrides. */
final class AnnotatedMethods {
    private static final Set<Class<? extends Annotation>> ANNOTATIONS =
            Set.of(DirectMethod.class, DesiredProperty.class, CloudToDevice.class, ConnectionChange.class);

    private AnnotatedMethods() {}

    static List<Method> of(Class<?> type) {
        List<Method> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            Arrays.stream(at.getDeclaredMethods())
                    .filter(method -> !method.isSynthetic())
                    .filter(method -> Modifier.isPrivate(method.getModifiers()) || seen.add(signature(method)))
                    .filter(method -> !handlerAnnotations(method).isEmpty())
                    .sorted(Comparator.comparing(Method::getName)) // reflection has no order of its own
                    .forEach(found::add);
        }
        return found;
    }

    static List<Annotation> handlerAnnotations(Method method) {
        return Arrays.stream(method.getAnnotations())
                .filter(annotation -> ANNOTATIONS.contains(annotation.annotationType()))
                .toList();
    }

    static Optional<String> problemWithModifiers(Method method) {
        if (Modifier.isStatic(method.getModifiers())) {
            return Optional.of("is static. Handlers belong to the object that is registered: remove 'static'.");
        }
        if (Modifier.isPrivate(method.getModifiers())) {
            return Optional.of("is private. Make it package-private or public, so that it can be called and tested.");
        }
        return Optional.empty();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
