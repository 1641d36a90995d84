package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;
import io.deckhand.internal.rule.DeclaredType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;

/**
 * A type, read by reflection.
 *
 * @param raw its class, without type arguments
 */
record ReflectedType(Type type, Class<?> raw) implements DeclaredType {
    private static ReflectedType of(Type type) {
        return of(type, Object.class);
    }

    /** {@return a type; {@code erased} is its class if it is neither a class nor a parameterized type} */
    static ReflectedType of(Type type, Class<?> erased) {
        if (type instanceof Class<?> plain) {
            return new ReflectedType(type, plain);
        }
        if (type instanceof JavaType inherited) {
            return new ReflectedType(type, inherited.getRawClass());
        }
        return type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw
                ? new ReflectedType(type, raw)
                : new ReflectedType(type, erased);
    }

    @Override
    public boolean is(Class<?> other) {
        return raw == other;
    }

    @Override
    public boolean isA(Class<?> other) {
        return other.isAssignableFrom(raw);
    }

    @Override
    public boolean isVariable() {
        return type instanceof TypeVariable;
    }

    @Override
    public boolean isPrimitive() {
        return raw.isPrimitive();
    }

    @Override
    public boolean isInner() {
        return raw.isMemberClass() && !raw.isInterface() && !Modifier.isStatic(raw.getModifiers());
    }

    @Override
    public String simpleName() {
        return raw.getSimpleName();
    }

    @Override
    public List<ReflectedType> arguments() {
        List<ReflectedType> arguments = new ArrayList<>();
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                arguments.add(of(argument));
            }
        } else if (type instanceof JavaType inherited) {
            for (int i = 0; i < inherited.containedTypeCount(); i++) {
                arguments.add(of(inherited.containedType(i)));
            }
        }
        return arguments;
    }
}
