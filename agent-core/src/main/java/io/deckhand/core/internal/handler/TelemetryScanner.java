package io.deckhand.core.internal.handler;

import io.deckhand.HandlerKind;
import io.deckhand.Telemetry;
import io.deckhand.internal.rule.HandlerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Creates telemetry sources from methods annotated with {@link Telemetry}. */
final class TelemetryScanner {
    private final ScanContext context;
    private final List<Handlers.Source> found = new ArrayList<>();

    TelemetryScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Source> found() {
        return List.copyOf(found);
    }

    void add(ReflectedMethod method, Telemetry annotation) {
        String own = HandlerRules.ownName(annotation.value(), method.method());
        HandlerMethod handler = context.handler(method, HandlerKind.TELEMETRY);
        found.add(new Handlers.Source(
                HandlerRules.named(method.component().orElse(null), own),
                handler,
                handler.signature(),
                Duration.ofNanos(Math.round(annotation.everySeconds() * 1e9)),
                annotation.pending(),
                method.component()));
    }
}
