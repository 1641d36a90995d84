package io.deckhand.core.internal.handler;

import io.deckhand.internal.rule.HandlerRules;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the handler methods of a class and its superclasses; an overriding method replaces the one that it overrides.
 */
final class AnnotatedMethods {
    private AnnotatedMethods() {}

    static List<Method> of(Class<?> type) {
        return of(type, new ArrayList<>());
    }

    /** Also reports each annotation that is lost because an overriding method does not repeat it. */
    static List<Method> of(Class<?> type, List<String> problems) {
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
                    lost(method, overriding.get()).ifPresent(problems::add);
                }
            }
        }
        return found;
    }

    private static List<Method> declared(Class<?> type) {
        List<Method> declared = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                declared.add(method);
            }
        }
        declared.sort(AnnotatedMethods::compare); // reflection returns methods in no particular order
        return declared;
    }

    private static int compare(Method one, Method other) {
        int byName = one.getName().compareTo(other.getName());
        return byName != 0
                ? byName
                : Arrays.toString(one.getParameterTypes()).compareTo(Arrays.toString(other.getParameterTypes()));
    }

    /**
     * The class and its superclasses, then all their interfaces. Proxy classes are left out, as their methods have no
     * annotations; the handler methods are invoked on the proxy nevertheless.
     */
    private static Set<Class<?>> lineage(Class<?> type) {
        Set<Class<?>> lineage = new LinkedHashSet<>();
        for (Class<?> at = ProxyClasses.written(type); at != null && at != Object.class; at = at.getSuperclass()) {
            lineage.add(at);
        }
        if (Proxy.isProxyClass(type)) {
            lineage.clear();
            addInterfaces(type, lineage);
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
        for (Method other : seen) {
            if (other.getName().equals(method.getName())
                    && !Modifier.isPrivate(other.getModifiers())
                    && Arrays.equals(other.getParameterTypes(), method.getParameterTypes())) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lost(Method overridden, Method overriding) {
        return handlerAnnotations(overriding).isEmpty()
                ? handlerAnnotations(overridden).stream()
                        .findFirst()
                        .map(annotation -> HandlerRules.lostAnnotation(
                                HandlerMethod.nameOf(overriding),
                                HandlerMethod.nameOf(overridden),
                                annotation.annotationType()))
                : Optional.empty();
    }

    static List<Annotation> handlerAnnotations(Method method) {
        List<Annotation> found = new ArrayList<>();
        for (Annotation annotation : method.getAnnotations()) {
            if (HandlerRules.ANNOTATIONS.contains(annotation.annotationType())) {
                found.add(annotation);
            }
        }
        return found;
    }

    /** A method that a proxy does not delegate runs on the proxy itself, whose fields may all be null. */
    static Optional<String> problemWithProxy(Method method, Class<?> type) {
        return Modifier.isFinal(method.getModifiers()) && type != ProxyClasses.written(type)
                ? Optional.of("is final, and " + type.getSimpleName()
                        + " is a proxy, which cannot delegate it. Remove 'final'.")
                : Optional.empty();
    }
}
