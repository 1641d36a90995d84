package io.deckhand.processor;

import io.deckhand.internal.rule.DeclaredType;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;

/** A type, read through the compiler. */
record CompiledType(TypeMirror type, Language language) implements DeclaredType {
    @Override
    public boolean is(Class<?> other) {
        return language.nameOf(type).equals(other.getCanonicalName());
    }

    @Override
    public boolean isA(Class<?> other) {
        return language.isA(type, other);
    }

    /** A type variable of an abstract class is resolved in each class that extends it, and those are checked too. */
    @Override
    public boolean isVariable() {
        return type instanceof TypeVariable variable
                && !(variable.asElement().getEnclosingElement() instanceof TypeElement);
    }

    @Override
    public boolean isPrimitive() {
        return type.getKind().isPrimitive() || type.getKind() == TypeKind.VOID;
    }

    @Override
    public boolean isInner() {
        TypeElement element = Language.elementOf(type);
        return element != null
                && element.getEnclosingElement() instanceof TypeElement
                && element.getKind() == ElementKind.CLASS
                && !element.getModifiers().contains(Modifier.STATIC);
    }

    @Override
    public String simpleName() {
        return language.simpleNameOf(type);
    }

    @Override
    public List<CompiledType> arguments() {
        return type instanceof javax.lang.model.type.DeclaredType declared
                ? declared.getTypeArguments().stream()
                        .map(argument -> new CompiledType(argument, language))
                        .toList()
                : List.of();
    }
}
