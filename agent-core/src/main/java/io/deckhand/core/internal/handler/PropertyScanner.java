package io.deckhand.core.internal.handler;

import io.deckhand.DesiredProperty;
import io.deckhand.HandlerKind;
import io.deckhand.internal.rule.PropertyNames;
import java.util.ArrayList;
import java.util.List;

/** Creates listeners from methods annotated with {@link DesiredProperty}. */
final class PropertyScanner {
    private final ScanContext context;
    private final List<Handlers.Property> found = new ArrayList<>();

    PropertyScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Property> found() {
        return List.copyOf(found);
    }

    void add(ReflectedMethod method, DesiredProperty desired) {
        String path = PropertyNames.path(method.component().orElse(null), desired.value());
        HandlerMethod handler = context.handler(method, HandlerKind.DESIRED_PROPERTY);
        found.add(new Handlers.Property(
                PropertyPath.parse(path),
                handler,
                handler.signature(),
                method.takesNull(),
                !desired.value().isEmpty(),
                !method.returns().is(void.class),
                method.component()));
    }
}
