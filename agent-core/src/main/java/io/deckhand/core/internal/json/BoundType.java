package io.deckhand.core.internal.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A type that JSON is bound to, as it was declared. The mapper is asked about it with the first value, not when it is declared. */
public final class BoundType {
    private final Json json;
    private final Type declared;
    private final Class<?> raw;
    private volatile @Nullable Resolved resolved;

    /** The type as the mapper sees it, and what binds text to it where that is simple. */
    private record Resolved(JavaType type, DirectBinding direct) {}

    private BoundType(Json json, Type declared) {
        this.json = json;
        this.declared = declared;
        this.raw = raw(declared, json);
    }

    /** {@return a declared type; of an {@code Optional}, that of what it holds} */
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

    /** What is neither a class nor one with parameters is a matter for the mapper, which knows the bounds of variables. */
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

    /** {@return whether values are handed over as they are} */
    public boolean isTree() {
        return JsonNode.class.isAssignableFrom(raw);
    }

    /** {@return the type as the mapper sees it} */
    public JavaType resolved() {
        return resolve().type();
    }

    /** {@return what binds text to it where that is simple} */
    public DirectBinding direct() {
        return resolve().direct();
    }

    private Resolved resolve() {
        Resolved known = resolved;
        if (known == null) {
            JavaType type = json.type(declared);
            known = new Resolved(type, json.direct(type));
            resolved = known; // threads that come at the same time make the same
        }
        return known;
    }
}
