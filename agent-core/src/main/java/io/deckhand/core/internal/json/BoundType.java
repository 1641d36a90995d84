package io.deckhand.core.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared type that JSON is bound to. It is resolved with the mapper when the first value arrives, not when it is
 * declared.
 */
public final class BoundType {
    private final Json json;
    private final Type declared;
    private final Class<?> raw;
    private volatile @Nullable Resolved resolved;

    /** The mapper's type, and the direct binding for simple text. */
    private record Resolved(JavaType type, DirectBinding direct) {}

    private BoundType(Json json, Type declared) {
        this.json = json;
        this.declared = declared;
        this.raw = raw(declared, json);
    }

    /** {@return a declared type; for an {@code Optional}, its content type} */
    static BoundType of(Type declared, Json json) {
        if (raw(declared, json) != Optional.class) {
            return new BoundType(json, declared);
        }
        if (declared instanceof JavaType inherited) {
            return new BoundType(json, inherited.containedTypeOrUnknown(0));
        }
        return new BoundType(
                json, declared instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : Object.class);
    }

    /**
     * Other types than classes and parameterized types are resolved by the mapper, which knows the bounds of type
     * variables.
     */
    private static Class<?> raw(Type type, Json json) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw
                ? raw
                : json.type(type).getRawClass();
    }

    public Type declared() {
        return declared;
    }

    public Class<?> raw() {
        return raw;
    }

    /** {@return whether values are passed on as trees} */
    public boolean isTree() {
        return JsonNode.class.isAssignableFrom(raw);
    }

    /** {@return the mapper's type} */
    public JavaType resolved() {
        return resolve().type();
    }

    /** {@return the direct binding for simple text} */
    public DirectBinding direct() {
        return resolve().direct();
    }

    private Resolved resolve() {
        Resolved known = resolved;
        if (known == null) {
            JavaType type = json.type(declared);
            known = new Resolved(type, json.direct(type));
            resolved = known; // concurrent threads compute equal values
        }
        return known;
    }
}
