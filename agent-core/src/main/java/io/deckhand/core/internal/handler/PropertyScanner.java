package io.deckhand.core.internal.handler;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes listeners of what is annotated with {@link DesiredProperty}. */
final class PropertyScanner {
    private final ScanContext context;
    private final Map<PropertyPath, String> reportedPaths = new HashMap<>();
    private final List<Handlers.Property> found = new ArrayList<>();

    PropertyScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Property> found() {
        return List.copyOf(found);
    }

    void add(Object object, Method method, DesiredProperty desired) {
        String name = HandlerMethod.nameOf(method);
        boolean named = !desired.value().isEmpty();
        PropertyPath path = path(object, desired, name);
        boolean reports = method.getReturnType() != void.class;
        if (reports && !named) {
            context.problem(
                    name + " listens to all desired properties and returns a value, which would be reported under no "
                            + "name. Make it void and call agent.report(...), or name a property with @DesiredProperty(\"...\").");
        }
        if (values(method).isEmpty()) {
            context.problem(name + " takes no value. Give it a parameter for the property.");
        }
        String other = reports && named ? reportedPaths.putIfAbsent(path, name) : null;
        if (other != null) {
            context.problem("Two listeners return the value of desired property '" + path + "': " + other + " and "
                    + name + ". Make one void.");
        }
        HandlerMethod handler = context.handler(object, method, HandlerKind.DESIRED_PROPERTY, null);
        found.add(new Handlers.Property(
                path, handler, handler.signature(), isNullable(method), named, reports, context.component(object)));
    }

    /** {@return the parameters that the value goes to} */
    private static List<Parameter> values(Method method) {
        List<Parameter> values = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() != DeviceAgent.class) {
                values.add(parameter);
            }
        }
        return values;
    }

    private static boolean isNullable(Method method) {
        for (Parameter value : values(method)) {
            if (!Parameters.isNullable(value) && value.getType() != Optional.class) {
                return false;
            }
        }
        return true;
    }

    private PropertyPath path(Object object, DesiredProperty desired, String name) {
        String component = context.component(object).orElse("");
        String dot = component.isEmpty() || desired.value().isEmpty() ? "" : ".";
        String path = component + dot + desired.value();
        try {
            return PropertyPath.parse(path);
        } catch (IllegalArgumentException e) {
            context.problem(name + ": " + e.getMessage());
            return PropertyPath.WHOLE;
        }
    }
}
