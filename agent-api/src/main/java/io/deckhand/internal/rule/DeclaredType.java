package io.deckhand.internal.rule;

import java.util.List;

/** A type in the declaration of a handler, as provided by reflection or the compiler. */
public interface DeclaredType {
    /** {@return whether this type, without its arguments, is the given one} */
    boolean is(Class<?> type);

    /** {@return whether this type, without its arguments, is the given one, extends it or implements it} */
    boolean isA(Class<?> type);

    /** {@return whether it is an unresolved type variable} */
    boolean isVariable();

    boolean isPrimitive();

    /** {@return whether it is an inner class, whose instances need an enclosing instance} */
    boolean isInner();

    /** {@return its name without package, enclosing classes and type arguments} */
    String simpleName();

    /** {@return its type arguments; empty if it has none or they are not given} */
    List<? extends DeclaredType> arguments();
}
