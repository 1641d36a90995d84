package io.deckhand.core.internal.handler;

import io.deckhand.HandlerKind;
import io.deckhand.core.internal.json.Json;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scanners of the several kinds of handlers share: where problems go, and how a handler is made. */
final class ScanContext {
    private final Json json;
    private final PayloadValidator validator;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> components = new LinkedHashSet<>();
    private final ParameterScanner parameters;

    ScanContext(Json json, PayloadValidator validator) {
        this.json = json;
        this.validator = validator;
        this.parameters = new ParameterScanner(json, this);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** Notes a problem, if there is one, of what has this name. */
    void problem(String name, Optional<String> found) {
        if (found.isPresent()) {
            problem(name + found.get());
        }
    }

    List<String> problems() {
        return problems;
    }

    Set<String> components() {
        return components;
    }

    boolean inRange(String name, String option, int value, int least, int most) {
        boolean inRange = value >= least && value <= most;
        if (!inRange) {
            problem(name + ": " + option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
        return inRange;
    }

    /** {@return the component an object is, if it is one} */
    Optional<String> component(Object object) {
        return Handlers.component(object);
    }

    /** {@return a name as a back end sees it, which of a component's begins with the component} */
    String named(Object object, String own) {
        Optional<String> component = component(object);
        return component.isPresent() ? component.get() + "*" + own : own;
    }

    /** Notes the component an object is, and says what is wrong with its name. */
    void addComponent(Object object) {
        Optional<String> name = component(object);
        if (name.isEmpty()) {
            return;
        }
        components.add(name.get());
        if (!ModelIds.isName(name.get())) {
            problem(object.getClass().getSimpleName() + ": '" + name.get()
                    + "' is no name for a component. It must be 1 to 64 "
                    + "letters, digits and underscores, begin with a letter and not end with an underscore.");
        }
    }

    HandlerMethod handler(Object object, Method method, HandlerKind kind, @Nullable Class<?> whole) {
        problem(HandlerMethod.nameOf(method) + " ", ReturnTypes.problem(method, kind));
        List<Argument> arguments = parameters.scan(object, method, kind, whole);
        Signature signature = Signature.of(arguments, kind, method.getGenericReturnType());
        return new HandlerMethod(object, method, json, validator, arguments, signature);
    }
}
