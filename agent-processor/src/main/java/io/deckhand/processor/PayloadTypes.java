package io.deckhand.processor;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;

/**
 * Collects the application's types that are bound from or written to JSON: parameters and results of handlers, and all
 * types in them.
 */
final class PayloadTypes {
    private final Language language;
    private final Set<TypeElement> found = new LinkedHashSet<>();

    PayloadTypes(Language language) {
        this.language = language;
    }

    Collection<TypeElement> found() {
        return found;
    }

    void addOf(CompiledMethod method) {
        method.parameters().forEach(parameter -> add(parameter.type().type()));
        add(method.seen().getReturnType());
    }

    private void add(TypeMirror type) {
        if (type instanceof ArrayType array) {
            add(array.getComponentType());
        } else if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            add(wildcard.getExtendsBound());
        } else if (type instanceof DeclaredType declared) {
            declared.getTypeArguments().forEach(this::add);
            TypeElement element = Language.elementOf(type);
            if (element != null && isBound(element) && found.add(element)) {
                addInside(element);
            }
        }
    }

    /** Types of the JDK and of Deckhand contain no application fields. */
    private static boolean isBound(TypeElement type) {
        String name = type.getQualifiedName().toString();
        boolean ours = name.startsWith("io.deckhand.") && name.indexOf('.', "io.deckhand.".length()) < 0;
        return !Language.isOfTheJdk(type) && !ours && !name.startsWith("com.fasterxml.jackson.");
    }

    private void addInside(TypeElement type) {
        language.lineage(type).forEach(at -> add(at.asType()));
        type.getPermittedSubclasses().forEach(this::add);
        addNamedIn(type);
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            addNamedIn(field);
            if (!field.getModifiers().contains(javax.lang.model.element.Modifier.STATIC)) {
                add(field.asType());
            }
        }
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            addNamedIn(method);
            if (method.getParameters().isEmpty()) {
                add(method.getReturnType());
            }
        }
        for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
            constructor.getParameters().forEach(parameter -> add(parameter.asType()));
        }
    }

    /** Adds classes that annotations name, such as {@code @JsonSubTypes} and {@code @JsonDeserialize}. */
    private void addNamedIn(Element element) {
        element.getAnnotationMirrors().forEach(this::addNamedIn);
    }

    private void addNamedIn(AnnotationMirror annotation) {
        annotation.getElementValues().values().forEach(value -> addNamedIn(value.getValue()));
    }

    private void addNamedIn(Object value) {
        if (value instanceof TypeMirror type) {
            add(type);
        } else if (value instanceof AnnotationMirror annotation) {
            addNamedIn(annotation);
        } else if (value instanceof Iterable<?> values) {
            for (Object each : values) {
                addNamedIn(each instanceof AnnotationValue one ? one.getValue() : each);
            }
        }
    }
}
