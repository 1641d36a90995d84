package io.deckhand.internal.rule;

import java.lang.annotation.Annotation;
import java.util.List;

/** A method with a handler annotation, as provided by reflection or the compiler. */
public interface DeclaredMethod {
    /** {@return the simple name of the class that declares it} */
    String owner();

    String method();

    /** {@return its handler annotations} */
    List<Annotation> annotations();

    boolean isStatic();

    boolean isPrivate();

    DeclaredType returns();

    List<? extends DeclaredParameter> parameters();

    /** Reports a problem with this method. */
    void problem(String sentence);

    /** {@return the class and name of the method, for messages} */
    default String name() {
        return owner() + "." + method();
    }

    /** {@return whether a parameter has this type} */
    default boolean takes(Class<?> type) {
        return parameters().stream().anyMatch(parameter -> parameter.type().is(type));
    }
}
