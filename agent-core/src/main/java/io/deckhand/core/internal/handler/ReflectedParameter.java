package io.deckhand.core.internal.handler;

import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import io.deckhand.core.internal.json.BoundType;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.DeclaredParameter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A parameter of a handler, read by reflection. */
final class ReflectedParameter implements DeclaredParameter {
    private final Parameter parameter;
    private final Type declared;
    private final Json json;
    private final Consumer<String> problems;

    /** {@code owner} is the class of the object, which resolves the type variables of its superclasses. */
    ReflectedParameter(Parameter parameter, Class<?> owner, Json json, Consumer<String> problems) {
        this.parameter = parameter;
        this.json = json;
        this.problems = problems;
        Class<?> declaring = parameter.getDeclaringExecutable().getDeclaringClass();
        this.declared = json.inherited(parameter.getParameterizedType(), declaring, owner);
    }

    /** {@return the type that JSON is bound to} */
    BoundType bound() {
        return json.bound(declared);
    }

    @Override
    public String name() {
        return parameter.getName();
    }

    @Override
    public ReflectedType type() {
        return ReflectedType.of(declared, parameter.getType());
    }

    @Override
    public boolean isNullable() {
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

    @Override
    public @Nullable PayloadField field() {
        return parameter.getAnnotation(PayloadField.class);
    }

    @Override
    public @Nullable MessageProperty property() {
        return parameter.getAnnotation(MessageProperty.class);
    }

    @Override
    public Optional<String> unbindable() {
        BoundType bound = bound();
        return bound.raw() == Object.class || bound.isTree() ? Optional.empty() : json.problemWith(bound.declared());
    }

    @Override
    public void problem(String sentence) {
        problems.accept(sentence);
    }
}
