package io.deckhand.processor;

import io.deckhand.ModelComponent;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** A class and its handlers, including inherited ones. */
record HandlerClass(TypeElement type, List<CompiledMethod> methods) {
    boolean isAbstract() {
        return type.getModifiers().contains(Modifier.ABSTRACT);
    }

    Optional<String> component() {
        ModelComponent component = type.getAnnotation(ModelComponent.class);
        return component == null ? Optional.empty() : Optional.of(component.value());
    }
}
