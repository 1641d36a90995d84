package io.deckhand.processor;

import io.deckhand.internal.rule.Unbindable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/**
 * Finds types that the agent's mapper certainly cannot bind. Jackson also considers much that is not visible in source,
 * so this checks only plain classes: a class with any annotation that might affect Jackson, or that generates code, is
 * left to {@code build()}.
 */
final class BindingChecks {
    private static final Set<String> NUMBERS = Set.of(
            "int",
            "long",
            "double",
            "boolean",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Boolean",
            "java.math.BigInteger",
            "java.math.BigDecimal");
    private static final Set<String> FACTORIES = Set.of("valueOf", "fromString");
    private static final List<Class<?>> BEHAVIOUR =
            List.of(Runnable.class, Callable.class, Future.class, AutoCloseable.class);

    private final Language language;
    private final boolean ownMapper;

    BindingChecks(Language language, boolean ownMapper) {
        this.language = language;
        this.ownMapper = ownMapper;
    }

    Optional<String> problem(TypeMirror type) {
        return ownMapper ? Optional.empty() : problemWith(type);
    }

    private Optional<String> problemWith(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return problemWith(array.getComponentType());
        }
        TypeElement element = Language.elementOf(type);
        if (element == null) {
            return Optional.empty();
        }
        List<? extends TypeMirror> arguments = ((DeclaredType) type).getTypeArguments();
        if (arguments.size() == 2 && language.isA(type, Map.class)) {
            return problemWithKey(arguments.get(0)).or(() -> problemWith(arguments.get(1)));
        }
        if (arguments.size() == 1 && language.isA(type, Collection.class)) {
            return problemWith(arguments.get(0));
        }
        return problemWithClass(element, element.getSimpleName().toString());
    }

    private Optional<String> problemWithKey(TypeMirror key) {
        TypeElement element = Language.elementOf(key);
        return element == null || isKey(element)
                ? Optional.empty()
                : Optional.of(Unbindable.key(element.getSimpleName().toString()));
    }

    /** {@return whether a type might be usable as a key in JSON, which cannot be excluded} */
    private boolean isKey(TypeElement type) {
        return Language.isOfTheJdk(type)
                || (type.getKind() != ElementKind.CLASS && type.getKind() != ElementKind.RECORD)
                || !isPlain(type)
                || hasConstructor(type, name -> name.equals("java.lang.String"))
                || hasFactory(type);
    }

    private Optional<String> problemWithClass(TypeElement type, String name) {
        if (Language.isOfTheJdk(type)) {
            return type.getKind() == ElementKind.INTERFACE && isBehaviour(type)
                    ? Optional.of(Unbindable.interfaceType(name))
                    : Optional.empty();
        }
        if (!isPlain(type)) {
            return Optional.empty();
        }
        if (type.getKind() == ElementKind.INTERFACE) {
            return Optional.of(Unbindable.interfaceType(name));
        }
        if (type.getKind() != ElementKind.CLASS) {
            return Optional.empty();
        }
        return type.getModifiers().contains(Modifier.ABSTRACT)
                ? Optional.of(Unbindable.abstractType(name))
                : problemWithPlainClass(type, name);
    }

    private Optional<String> problemWithPlainClass(TypeElement type, String name) {
        List<ExecutableElement> constructors = ElementFilter.constructorsIn(type.getEnclosedElements());
        if (constructors.stream().anyMatch(one -> one.getParameters().isEmpty())) {
            return holdsSomething(type) && !takesSomething(type)
                    ? Optional.of(Unbindable.noField(name))
                    : Optional.empty();
        }
        if (hasFactory(type)) {
            return Optional.empty();
        }
        if (constructors.stream().noneMatch(one -> one.getParameters().size() == 1)) {
            return Optional.of(Unbindable.noConstructor(name));
        }
        return hasConstructor(type, NUMBERS::contains) && !hasConstructor(type, of -> !NUMBERS.contains(of))
                ? Optional.of(Unbindable.bareValueOnly(name))
                : Optional.empty();
    }

    private boolean isBehaviour(TypeElement type) {
        return type.getQualifiedName().toString().startsWith("java.util.function.")
                || BEHAVIOUR.stream().anyMatch(one -> type.getQualifiedName().contentEquals(one.getCanonicalName()));
    }

    /** {@return whether there is a constructor with one parameter of such a type} */
    private boolean hasConstructor(TypeElement type, Predicate<String> of) {
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                .filter(one -> one.getParameters().size() == 1)
                .anyMatch(one ->
                        of.test(language.nameOf(one.getParameters().get(0).asType())));
    }

    private static boolean hasFactory(TypeElement type) {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .anyMatch(method -> method.getModifiers().contains(Modifier.STATIC)
                        && FACTORIES.contains(method.getSimpleName().toString()));
    }

    private boolean holdsSomething(TypeElement type) {
        return language.lineage(type).stream()
                .filter(at -> !Language.isOfTheJdk(at))
                .flatMap(at -> ElementFilter.fieldsIn(at.getEnclosedElements()).stream())
                .anyMatch(field -> !field.getModifiers().contains(Modifier.STATIC));
    }

    /** Jackson sets public fields, properties with setters, and private fields that have a getter. */
    private boolean takesSomething(TypeElement type) {
        return language.lineage(type).stream().anyMatch(at -> {
            boolean field = ElementFilter.fieldsIn(at.getEnclosedElements()).stream()
                    .anyMatch(one -> one.getModifiers().contains(Modifier.PUBLIC)
                            && !one.getModifiers().contains(Modifier.STATIC));
            boolean accessor = ElementFilter.methodsIn(at.getEnclosedElements()).stream()
                    .anyMatch(one -> one.getSimpleName().toString().matches("(get|is|set)[^a-z].*"));
            return field || accessor;
        });
    }

    /** {@return whether neither the class, nor a superclass, nor a member has an annotation that might matter} */
    private boolean isPlain(TypeElement type) {
        return language.lineage(type).stream()
                .filter(at -> !Language.isOfTheJdk(at))
                .allMatch(at -> isPlainElement(at)
                        && at.getEnclosedElements().stream()
                                .filter(member -> !(member instanceof TypeElement))
                                .allMatch(this::isPlainElement));
    }

    private boolean isPlainElement(Element element) {
        boolean parameters = !(element instanceof ExecutableElement method)
                || method.getParameters().stream().allMatch(this::isPlainElement);
        return parameters
                && element.getAnnotationMirrors().stream().allMatch(annotation -> {
                    String name = ((TypeElement) annotation.getAnnotationType().asElement())
                            .getQualifiedName()
                            .toString();
                    return name.startsWith("java.lang.") || name.startsWith("org.jspecify.");
                });
    }
}
