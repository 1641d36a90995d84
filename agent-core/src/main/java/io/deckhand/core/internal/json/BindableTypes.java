package io.deckhand.core.internal.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import io.deckhand.internal.rule.Unbindable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;

/** Detects types that no JSON can be bound to, before any payload arrives. */
final class BindableTypes {
    private BindableTypes() {}

    static Optional<String> problem(ObjectMapper mapper, JavaType type) {
        if (type.isContainerType()) {
            Optional<String> ofKey =
                    type.getKeyType() == null ? Optional.empty() : problemWithKey(mapper, type.getKeyType());
            return ofKey.isPresent() ? ofKey : problem(mapper, type.getContentType());
        }
        return problemWithValue(mapper, type);
    }

    static DeserializationContext context(ObjectMapper mapper) {
        return ((DefaultDeserializationContext) mapper.getDeserializationContext())
                .createDummyInstance(mapper.getDeserializationConfig());
    }

    private static Optional<String> problemWithKey(ObjectMapper mapper, JavaType key) {
        try {
            context(mapper).findKeyDeserializer(key, null);
            return Optional.empty();
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.of(Unbindable.key(nameOf(key)));
        }
    }

    private static Optional<String> problemWithValue(ObjectMapper mapper, JavaType type) {
        if (type.getRawClass() == Class.class) {
            return Optional.of("Class cannot be bound: the caller would choose a class. Take a text or an enum.");
        }
        JsonDeserializer<?> found;
        try {
            found = context(mapper).findRootValueDeserializer(type);
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.of(unusable(type, String.valueOf(e.getMessage())));
        }
        if (found instanceof AbstractDeserializer && type.getRawClass() != Object.class) {
            return Optional.of(
                    type.isInterface()
                            ? Unbindable.interfaceType(nameOf(type))
                            : Unbindable.abstractType(nameOf(type)));
        }
        if (found instanceof UnsupportedTypeDeserializer) {
            return Optional.of(
                    "this ObjectMapper has no module for " + nameOf(type) + ". Build it with findAndAddModules().");
        }
        if (found instanceof BeanDeserializerBase bean
                && !bean.getValueInstantiator().canInstantiate()) {
            return Optional.of(Unbindable.noConstructor(nameOf(type)));
        }
        if (found instanceof BeanDeserializerBase bean && takesABareNumberByAccident(bean, type.getRawClass())) {
            return Optional.of(Unbindable.bareValueOnly(nameOf(type)));
        }
        if (found instanceof BeanDeserializerBase bean && takesNothing(bean) && holdsSomething(type.getRawClass())) {
            return Optional.of(Unbindable.noField(nameOf(type)));
        }
        return Optional.empty();
    }

    /**
     * Jackson treats a constructor with one argument as one that takes a bare value, even if it was not meant for that.
     */
    private static boolean takesABareNumberByAccident(BeanDeserializerBase bean, Class<?> type) {
        ValueInstantiator made = bean.getValueInstantiator();
        boolean otherwise = made.canCreateUsingDefault()
                || made.canCreateFromObjectWith()
                || made.canCreateUsingDelegate()
                || made.canCreateUsingArrayDelegate()
                || made.canCreateFromString();
        return !otherwise
                && Arrays.stream(type.getDeclaredConstructors())
                        .noneMatch(constructor -> constructor.isAnnotationPresent(JsonCreator.class))
                && Arrays.stream(type.getDeclaredMethods())
                        .noneMatch(method -> method.isAnnotationPresent(JsonCreator.class));
    }

    /** Whether it accepts only an object without fields. */
    private static boolean takesNothing(BeanDeserializerBase bean) {
        ValueInstantiator made = bean.getValueInstantiator();
        boolean fromAValue = made.canCreateUsingDelegate()
                || made.canCreateUsingArrayDelegate()
                || made.canCreateFromString()
                || made.canCreateFromInt()
                || made.canCreateFromLong()
                || made.canCreateFromDouble()
                || made.canCreateFromBoolean();
        return !fromAValue
                && bean.getPropertyCount() == 0
                && bean.getKnownPropertyNames().isEmpty();
    }

    private static boolean holdsSomething(Class<?> type) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What Jackson says helps with a class of the application, and not with a thread or a socket. */
    private static String unusable(JavaType type, String problem) {
        if (type.getRawClass().getName().startsWith("java.")) {
            return nameOf(type) + " cannot be bound. Use a class or record with the fields of the payload, or a Map.";
        }
        return nameOf(type) + " cannot be bound: " + problem.lines().findFirst().orElse("");
    }

    private static String nameOf(JavaType type) {
        return type.getRawClass().getSimpleName();
    }
}
