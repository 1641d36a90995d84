package io.deckhand.processor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Queries about types, answered by the compiler. */
record Language(Elements elements, Types types) {
    /** {@return the canonical name of a type without its arguments, like {@code Class.getCanonicalName}} */
    String nameOf(TypeMirror type) {
        TypeMirror erased = types.erasure(type);
        if (erased.getKind() == TypeKind.ARRAY) {
            return nameOf(((ArrayType) erased).getComponentType()) + "[]";
        }
        TypeElement declared = elementOf(erased);
        return declared == null
                ? erased.getKind().name().toLowerCase(java.util.Locale.ROOT)
                : declared.getQualifiedName().toString();
    }

    String simpleNameOf(TypeMirror type) {
        String name = nameOf(type);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    boolean isA(TypeMirror type, Class<?> other) {
        TypeElement known = elements.getTypeElement(other.getCanonicalName());
        return known != null
                && elementOf(type) != null
                && types.isSubtype(types.erasure(type), types.erasure(known.asType()));
    }

    /** {@return the class or interface of a type; {@code null} for a primitive, an array or a type variable} */
    static @Nullable TypeElement elementOf(TypeMirror type) {
        return type.getKind() == TypeKind.DECLARED && ((DeclaredType) type).asElement() instanceof TypeElement element
                ? element
                : null;
    }

    /** {@return whether a class belongs to the JDK} */
    static boolean isOfTheJdk(TypeElement type) {
        String name = type.getQualifiedName().toString();
        return name.startsWith("java.") || name.startsWith("javax.");
    }

    /** {@return a class and its superclasses, then all their interfaces; without {@code Object}} */
    List<TypeElement> lineage(TypeElement type) {
        Set<TypeElement> lineage = new LinkedHashSet<>();
        TypeElement at = type;
        while (at != null && !at.getQualifiedName().contentEquals("java.lang.Object")) {
            lineage.add(at);
            at = elementOf(at.getSuperclass());
        }
        for (TypeElement one : List.copyOf(lineage)) {
            addInterfaces(one, lineage);
        }
        return new ArrayList<>(lineage);
    }

    private static void addInterfaces(TypeElement type, Set<TypeElement> lineage) {
        for (TypeMirror implemented : type.getInterfaces()) {
            TypeElement element = elementOf(implemented);
            if (element != null && lineage.add(element)) {
                addInterfaces(element, lineage);
            }
        }
    }

    /** {@return whether an element or a type has an annotation with this simple name, of any library} */
    static boolean hasAnnotation(javax.lang.model.AnnotatedConstruct annotated, String simpleName) {
        return annotated.getAnnotationMirrors().stream().anyMatch(annotation -> {
            Element type = annotation.getAnnotationType().asElement();
            return type.getSimpleName().contentEquals(simpleName);
        });
    }
}
