package io.deckhand.core.internal.handler;

import io.deckhand.HandlerKind;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.HandlerRules;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The context that the scanners for all kinds of handlers share: it collects problems and creates handlers. */
final class ScanContext {
    private final Json json;
    private final PayloadValidator validator;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> components = new LinkedHashSet<>();

    ScanContext(Json json, PayloadValidator validator) {
        this.json = json;
        this.validator = validator;
    }

    void problem(String problem) {
        problems.add(problem);
    }

    List<String> problems() {
        return problems;
    }

    Set<String> components() {
        return components;
    }

    /** Adds the component that an object represents, and reports problems with its name. */
    void addComponent(Object object) {
        Handlers.component(object).ifPresent(name -> {
            components.add(name);
            HandlerRules.problemWithComponent(object.getClass().getSimpleName(), name)
                    .ifPresent(this::problem);
        });
    }

    ReflectedMethod declared(Object object, Method method) {
        return new ReflectedMethod(object, method, json, this::problem);
    }

    /** {@return a handler for a method that conforms to the rules} */
    HandlerMethod handler(ReflectedMethod method, HandlerKind kind) {
        List<Argument> arguments = ParameterScanner.arguments(method, kind);
        Signature signature = Signature.of(arguments, kind, method.reflected().getGenericReturnType());
        return new HandlerMethod(method.object(), method.reflected(), json, validator, arguments, signature);
    }
}
