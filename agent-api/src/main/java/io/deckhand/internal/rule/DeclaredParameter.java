package io.deckhand.internal.rule;

import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parameter of a handler, as provided by reflection or the compiler. */
public interface DeclaredParameter {
    String name();

    /** {@return its type; type variables are resolved by the class of the object} */
    DeclaredType type();

    /** {@return whether it or its type has an annotation called {@code Nullable}, of any library} */
    boolean isNullable();

    @Nullable
    PayloadField field();

    @Nullable
    MessageProperty property();

    /**
     * {@return why JSON cannot be bound to its type, or to the content type of an {@code Optional}, as a message of
     * {@link Unbindable}}
     */
    Optional<String> unbindable();

    /** Reports a problem with this parameter. */
    void problem(String sentence);
}
