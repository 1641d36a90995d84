package io.deckhand.processor;

import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import io.deckhand.internal.rule.DeclaredParameter;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.jspecify.annotations.Nullable;

/**
 * A parameter, read through the compiler.
 *
 * @param type its type, with type variables of the class resolved
 */
record CompiledParameter(
        VariableElement element, CompiledType type, TypeElement heir, SourceProblems problems, BindingChecks binding)
        implements DeclaredParameter {
    @Override
    public String name() {
        return element.getSimpleName().toString();
    }

    @Override
    public boolean isNullable() {
        return Language.hasAnnotation(element, "Nullable") || Language.hasAnnotation(element.asType(), "Nullable");
    }

    @Override
    public @Nullable PayloadField field() {
        return element.getAnnotation(PayloadField.class);
    }

    @Override
    public @Nullable MessageProperty property() {
        return element.getAnnotation(MessageProperty.class);
    }

    @Override
    public Optional<String> unbindable() {
        CompiledType bound = type.is(Optional.class) && type.arguments().size() == 1
                ? type.arguments().get(0)
                : type;
        Optional<String> problem = binding.problem(bound.type());
        problem.ifPresent(any -> problems.hintAtMapper());
        return problem;
    }

    @Override
    public void problem(String sentence) {
        problems.add(element, heir, sentence);
    }
}
