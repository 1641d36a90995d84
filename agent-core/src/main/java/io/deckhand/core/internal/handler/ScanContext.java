package io.deckhand.core.internal.handler;

import io.deckhand.HandlerKind;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.HandlerRules;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the scanners of the several kinds of handlers share: where problems go, and how a handler is made. */
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

    /** Notes the component an object is, and says what is wrong with its name. */
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

    /** {@return a handler of a method that keeps to the rules} */
    HandlerMethod handler(ReflectedMethod method, HandlerKind kind) {
        List<Argument> arguments = ParameterScanner.arguments(method, kind);
        Signature signature = Signature.of(arguments, kind, method.reflected().getGenericReturnType());
        return new HandlerMethod(method.object(), method.reflected(), json, validator, arguments, signature);
    }
}
