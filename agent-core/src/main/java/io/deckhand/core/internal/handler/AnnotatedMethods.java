package io.deckhand.core.internal.handler;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.DesiredProperty;
import io.deckhand.DirectMethod;
import io.deckhand.Telemetry;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The handler methods of a class and of those it extends; an overriding method stands for the one it overrides. */
final class AnnotatedMethods {
    private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(
            DirectMethod.class, DesiredProperty.class, CloudToDevice.class, Telemetry.class, ConnectionChange.class);

    private AnnotatedMethods() {}

    static List<Method> of(Class<?> type) {
        return of(type, problem -> {});
    }

    /** Also says of each annotation that is lost because the method that has it is overridden by one that has not. */
    static List<Method> of(Class<?> type, Consumer<String> problems) {
        List<Method> found = new ArrayList<>();
        List<Method> seen = new ArrayList<>();
        for (Class<?> at : lineage(type)) {
            for (Method method : declared(at)) {
                Optional<Method> overriding = overriding(method, seen);
                if (overriding.isEmpty()) {
                    seen.add(method);
                    if (!handlerAnnotations(method).isEmpty()) {
                        found.add(method);
                    }
                } else {
                    lost(method, overriding.get()).ifPresent(problems);
                }
            }
        }
        return found;
    }

    private static List<Method> declared(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .sorted(Comparator.comparing(Method::getName) // reflection has no order of its own
                        .thenComparing(method -> Arrays.toString(method.getParameterTypes())))
                .toList();
    }

    /** The class and those it extends, then all their interfaces. */
    private static Set<Class<?>> lineage(Class<?> type) {
        Set<Class<?>> lineage = new LinkedHashSet<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            lineage.add(at);
        }
        for (Class<?> at : List.copyOf(lineage)) {
            addInterfaces(at, lineage);
        }
        return lineage;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> lineage) {
        for (Class<?> implemented : type.getInterfaces()) {
            if (lineage.add(implemented)) {
                addInterfaces(implemented, lineage);
            }
        }
    }

    private static Optional<Method> overriding(Method method, List<Method> seen) {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            return Optional.empty();
        }
        return seen.stream()
                .filter(other -> !Modifier.isPrivate(other.getModifiers())
                        && other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()))
                .findFirst();
    }

    private static Optional<String> lost(Method overridden, Method overriding) {
        return handlerAnnotations(overriding).isEmpty()
                ? handlerAnnotations(overridden).stream()
                        .findFirst()
                        .map(annotation -> HandlerMethod.nameOf(overriding) + " stands for "
                                + HandlerMethod.nameOf(overridden) + ", whose @"
                                + annotation.annotationType().getSimpleName()
                                + " it does not inherit. Annotate it too.")
                : Optional.empty();
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
}
