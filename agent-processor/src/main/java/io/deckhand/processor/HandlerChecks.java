package io.deckhand.processor;

import io.deckhand.internal.rule.HandlerRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/** Applies the rules to one class after the other. */
final class HandlerChecks {
    private final Language language;
    private final SourceProblems problems;
    private final BindingChecks binding;

    HandlerChecks(Language language, SourceProblems problems, boolean ownMapper) {
        this.language = language;
        this.problems = problems;
        this.binding = new BindingChecks(language, ownMapper);
    }

    HandlerClass check(TypeElement type) {
        HandlerClass handlers = new HandlerClass(type, methods(type));
        if (handlers.methods().isEmpty()) {
            return handlers;
        }
        Optional<String> component = handlers.component();
        component
                .flatMap(name ->
                        HandlerRules.problemWithComponent(type.getSimpleName().toString(), name))
                .ifPresent(problem -> problems.add(type, type, problem));
        HandlerRules rules = new HandlerRules();
        for (CompiledMethod method : handlers.methods()) {
            if (HandlerRules.isCallable(method)) {
                rules.check(method, component.orElse(null));
            }
        }
        return handlers;
    }

    /**
     * {@return the handlers of a class and its superclasses; an overriding method replaces the one that it overrides}
     */
    private List<CompiledMethod> methods(TypeElement type) {
        List<CompiledMethod> found = new ArrayList<>();
        List<CompiledMethod> seen = new ArrayList<>();
        for (TypeElement at : language.lineage(type)) {
            for (CompiledMethod method : declared(at, type)) {
                Optional<CompiledMethod> overriding =
                        seen.stream().filter(other -> other.overrides(method)).findFirst();
                if (overriding.isPresent()) {
                    checkInheritance(overriding.get(), method);
                } else {
                    seen.add(method);
                    if (!method.annotations().isEmpty()) {
                        found.add(method);
                    }
                }
            }
        }
        return found;
    }

    private List<CompiledMethod> declared(TypeElement type, TypeElement heir) {
        List<CompiledMethod> declared = new ArrayList<>();
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            declared.add(CompiledMethod.of(method, heir, language, problems, binding));
        }
        declared.sort(Comparator.comparing(CompiledMethod::method)
                .thenComparing(method -> method.signature().toString()));
        return declared;
    }

    private static void checkInheritance(CompiledMethod overriding, CompiledMethod overridden) {
        if (overriding.annotations().isEmpty() && !overridden.annotations().isEmpty()) {
            overriding.problem(HandlerRules.lostAnnotation(
                    overriding.name(),
                    overridden.name(),
                    overridden.annotations().get(0).annotationType()));
        }
    }
}
