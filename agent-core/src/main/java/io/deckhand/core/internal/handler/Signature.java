package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JavaType;
import io.deckhand.HandlerKind;
import io.deckhand.core.internal.json.Json;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The declared input and result of a handler, for its description.
 *
 * @param returns the declared return type; {@code null} if unknown
 */
public record Signature(Taken takes, @Nullable Type returns) {
    /** The signature of a handler without declared types. */
    public static final Signature UNKNOWN = new Signature(new Taken.Whatever(), null);

    /** The part of the payload, property or message that a handler takes. */
    public sealed interface Taken {
        /** No payload. */
        record Nothing() implements Taken {}

        /** Any payload or none. */
        record Whatever() implements Taken {}

        /** Any JSON, as text or bytes. */
        record AnyJson() implements Taken {}

        record Value(Type type) implements Taken {}

        /** An object with these fields. */
        record Fields(List<Field> fields) implements Taken {
            public Fields {
                fields = List.copyOf(fields);
            }
        }

        record Field(String name, Type type) {}
    }

    static Signature of(List<Argument> arguments, HandlerKind kind, Type result) {
        return new Signature(taken(arguments, kind), result);
    }

    private static Taken taken(List<Argument> arguments, HandlerKind kind) {
        List<Taken.Field> fields = new ArrayList<>();
        Taken taken = new Taken.Nothing();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Field field) {
                fields.add(new Taken.Field(field.name(), field.type().declared()));
            } else if (argument instanceof Argument.Payload payload) {
                taken = new Taken.Value(payload.type().declared());
            } else if (argument instanceof Argument.Text && kind == HandlerKind.DESIRED_PROPERTY) {
                taken = new Taken.Value(String.class); // the text itself; elsewhere its JSON
            } else if (argument.isPayload()) {
                taken = new Taken.AnyJson();
            } else if (argument instanceof Argument.Whole && taken instanceof Taken.Nothing) {
                taken = new Taken.Whatever();
            }
        }
        return fields.isEmpty() ? taken : new Taken.Fields(fields);
    }

    /** {@return the type of the result, without an enclosing stage or {@code Optional}; {@code null} if unknown} */
    public @Nullable JavaType gives(Json json) {
        if (returns == null) {
            return null;
        }
        JavaType given = json.type(returns);
        while (CompletionStage.class.isAssignableFrom(given.getRawClass()) || given.getRawClass() == Optional.class) {
            given = CompletionStage.class.isAssignableFrom(given.getRawClass())
                    ? given.findTypeParameters(CompletionStage.class)[0]
                    : given.containedTypeOrUnknown(0);
        }
        return given;
    }
}
