package io.deckhand.core.internal.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Recognizes types that {@link StrictMapper} can certainly bind: scalars, and records and classes with fields of such
 * types. For all other types the mapper itself is asked ({@link BindableTypes}), which takes as long as all other steps
 * of building an agent together.
 */
final class PlainTypes {
    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            LocalTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class);

    private static final Set<Class<?>> CONTAINERS = Set.of(Optional.class, List.class, Set.class, Collection.class);

    private PlainTypes() {}

    static boolean isPlain(Type type) {
        return isPlain(type, new HashSet<>());
    }

    /** A class counts as plain where it occurs inside itself. */
    private static boolean isPlain(Type type, Set<Class<?>> within) {
        if (type instanceof GenericArrayType array) {
            return isPlain(array.getGenericComponentType(), within);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            boolean map = generic.getRawType() == Map.class && of[0] == String.class;
            return (map || CONTAINERS.contains(generic.getRawType())) && isPlain(of[of.length - 1], within);
        }
        if (!(type instanceof Class<?> plain)) {
            return false;
        }
        return plain.isArray()
                ? isPlain(plain.getComponentType(), within)
                : plain.isPrimitive() || SCALARS.contains(plain) || !within.add(plain) || isPlainClass(plain, within);
    }

    private static boolean isPlainClass(Class<?> type, Set<Class<?>> within) {
        if (isAnnotated(type) || type.isInterface() || type.getName().startsWith("java")) {
            return false;
        }
        if (type.isEnum()) {
            return !areAnnotated(type.getDeclaredFields()) && !areAnnotated(type.getDeclaredMethods());
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1 || isAnnotated(constructors[0]) || !constructors[0].trySetAccessible()) {
            return false;
        }
        return type.isRecord()
                ? isPlainRecord(type, constructors[0], within)
                : isPlainData(type, constructors[0], within);
    }

    private static boolean isPlainRecord(Class<?> type, Constructor<?> canonical, Set<Class<?>> within) {
        if (areAnnotated(type.getDeclaredFields()) || areAnnotated(canonical.getParameters())) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isAnnotated(method) || method.getName().startsWith("set")) {
                return false;
            }
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (!isPlain(component.getGenericType(), within)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a class has only fields that are public, or annotated with {@code @JsonProperty} under their own name.
     */
    private static boolean isPlainData(Class<?> type, Constructor<?> constructor, Set<Class<?>> within) {
        if (type.getSuperclass() != Object.class
                || type.isLocalClass()
                || Modifier.isAbstract(type.getModifiers())
                || constructor.getParameterCount() > 0) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                return false;
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())
                    && !(isProperty(field) && isPlain(field.getGenericType(), within))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isProperty(Field field) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        return named == null
                ? Modifier.isPublic(field.getModifiers()) && !isAnnotated(field)
                : named.value().isEmpty() && field.getAnnotations().length == 1;
    }

    private static boolean areAnnotated(AnnotatedElement... elements) {
        for (AnnotatedElement element : elements) {
            if (isAnnotated(element)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return element.getAnnotations().length > 0;
    }
}
