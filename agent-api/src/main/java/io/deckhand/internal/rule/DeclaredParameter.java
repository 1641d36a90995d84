package io.deckhand.internal.rule;

import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parameter of a handler, as reflection or the compiler shows it. */
public interface DeclaredParameter {
    String name();

    /** {@return its type; a type variable of a class stands for what the class of the object binds it to} */
    DeclaredType type();

    /** {@return whether it or its type has an annotation called {@code Nullable}, of any library} */
    boolean isNullable();

    @Nullable
    PayloadField field();

    @Nullable
    MessageProperty property();

    /** {@return why JSON cannot be bound to its type, or to what an {@code Optional} of it holds, in the words of {@link Unbindable}} */
    Optional<String> unbindable();

    /** Notes what is wrong with this parameter. */
    void problem(String sentence);
}
