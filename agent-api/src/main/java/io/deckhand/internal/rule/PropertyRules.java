package io.deckhand.internal.rule;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Listeners of desired properties. */
final class PropertyRules {
    private final Map<String, String> reported = new HashMap<>();

    void check(DeclaredMethod method, DesiredProperty desired, @Nullable String component) {
        String name = method.name();
        boolean named = !desired.value().isEmpty();
        String path = PropertyNames.path(component, desired.value());
        boolean reports = !method.returns().is(void.class);
        if (!path.isEmpty()) {
            PropertyNames.problem(path).ifPresent(problem -> method.problem(name + ": " + problem));
        }
        if (reports && !named) {
            method.problem(
                    name
                            + " listens to all desired properties and returns a value, which would be reported under no "
                            + "name. Make it void and call agent.report(...), or name a property with @DesiredProperty(\"...\").");
        }
        if (method.parameters().stream().allMatch(parameter -> parameter.type().is(DeviceAgent.class))) {
            method.problem(name + " takes no value. Give it a parameter for the property.");
        }
        String other = reports && named ? reported.putIfAbsent(path, name) : null;
        if (other != null) {
            method.problem("Two listeners return the value of desired property '" + path + "': " + other + " and "
                    + name + ". Make one void.");
        }
        HandlerRules.checkSignature(method, HandlerKind.DESIRED_PROPERTY);
    }
}
