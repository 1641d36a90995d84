package io.deckhand.internal.rule;

import java.util.List;

/** A type in the declaration of a handler, as reflection or the compiler shows it. */
public interface DeclaredType {
    /** {@return whether this type, without its arguments, is the given one} */
    boolean is(Class<?> type);

    /** {@return whether this type, without its arguments, is the given one, extends it or implements it} */
    boolean isA(Class<?> type);

    /** {@return whether it is a type variable that nothing is known of} */
    boolean isVariable();

    boolean isPrimitive();

    /** {@return whether it is a class whose instances need an instance of the class around it} */
    boolean isInner();

    /** {@return its name without package, enclosing classes and type arguments} */
    String simpleName();

    /** {@return its type arguments; none where it has none or does not say them} */
    List<? extends DeclaredType> arguments();
}
