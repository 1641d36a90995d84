package io.deckhand.core.internal.handler;

import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.DeclaredMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A method of an object, read by reflection. */
final class ReflectedMethod implements DeclaredMethod {
    private final Object object;
    private final Method method;
    private final List<ReflectedParameter> parameters = new ArrayList<>();
    private final Consumer<String> problems;

    ReflectedMethod(Object object, Method method, Json json, Consumer<String> problems) {
        this.object = object;
        this.method = method;
        this.problems = problems;
        Class<?> owner = ProxyClasses.written(object.getClass());
        for (Parameter parameter : method.getParameters()) {
            parameters.add(new ReflectedParameter(parameter, owner, json, problems));
        }
    }

    Object object() {
        return object;
    }

    Method reflected() {
        return method;
    }

    /** {@return the component that its object represents, if it is one} */
    Optional<String> component() {
        return Handlers.component(object);
    }

    @Override
    public String owner() {
        return method.getDeclaringClass().getSimpleName();
    }

    @Override
    public String method() {
        return method.getName();
    }

    @Override
    public List<Annotation> annotations() {
        return AnnotatedMethods.handlerAnnotations(method);
    }

    @Override
    public boolean isStatic() {
        return Modifier.isStatic(method.getModifiers());
    }

    @Override
    public boolean isPrivate() {
        return Modifier.isPrivate(method.getModifiers());
    }

    @Override
    public ReflectedType returns() {
        return ReflectedType.of(method.getGenericReturnType(), method.getReturnType());
    }

    @Override
    public List<ReflectedParameter> parameters() {
        return parameters;
    }

    /** {@return whether a property listener accepts {@code null} or an empty value} */
    boolean takesNull() {
        for (ReflectedParameter parameter : parameters) {
            if (!parameter.type().is(DeviceAgent.class)
                    && !parameter.isNullable()
                    && !parameter.type().is(Optional.class)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void problem(String sentence) {
        problems.accept(sentence);
    }
}
