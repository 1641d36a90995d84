package io.deckhand.core.internal.handler;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.core.internal.twin.PropertyPath;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
        if (Stream.of(method.getParameters()).allMatch(parameter -> parameter.getType() == DeviceAgent.class)) {
            context.problem(name + " takes no value. Give it a parameter for the property.");
        }
        String other = reports && named ? reportedPaths.putIfAbsent(path, name) : null;
        if (other != null) {
            context.problem("Two listeners return the value of desired property '" + path + "': " + other + " and "
                    + name + ". Make one void.");
        }
        HandlerMethod handler = context.handler(object, method, HandlerKind.DESIRED_PROPERTY, null);
        boolean nullable = Stream.of(method.getParameters())
                .filter(parameter -> parameter.getType() != DeviceAgent.class)
                .allMatch(parameter -> Parameters.isNullable(parameter) || parameter.getType() == Optional.class);
        found.add(new Handlers.Property(
                path, handler, handler.signature(), nullable, named, reports, context.component(object)));
    }

    private PropertyPath path(Object object, DesiredProperty desired, String name) {
        String path = Stream.concat(context.component(object).stream(), Stream.of(desired.value()))
                .filter(part -> !part.isEmpty())
                .reduce((component, own) -> component + "." + own)
                .orElse("");
        try {
            return PropertyPath.parse(path);
        } catch (IllegalArgumentException e) {
            context.problem(name + ": " + e.getMessage());
            return PropertyPath.WHOLE;
        }
    }
}
