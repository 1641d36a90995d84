package io.deckhand.core.internal.handler;

import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.Telemetry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes sources of what is annotated with {@link Telemetry}. */
final class TelemetryScanner {
    private static final double LEAST_SECONDS = 0.01;
    private static final double MOST_SECONDS = 86_400;
    private static final int MOST_PENDING = 10_000;

    private final ScanContext context;
    private final Map<String, String> names = new HashMap<>();
    private final List<Handlers.Source> found = new ArrayList<>();

    TelemetryScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Source> found() {
        return List.copyOf(found);
    }

    void add(Object object, Method method, Telemetry annotation) {
        String name = HandlerMethod.nameOf(method);
        String own = annotation.value().isEmpty() ? method.getName() : annotation.value();
        String called = context.named(object, own);
        String other = names.putIfAbsent(called, name);
        if (other != null) {
            context.problem("Two telemetry sources '" + called + "': " + other + " and " + name
                    + ". Rename one with @Telemetry(\"...\").");
        }
        if (Stream.of(method.getParameterTypes()).anyMatch(type -> type != DeviceAgent.class)) {
            context.problem(
                    name + " may take a DeviceAgent, and nothing else: a telemetry source has nothing to bind.");
            return;
        }
        if (method.getReturnType() == void.class) {
            context.problem(name + " returns nothing to send. Return the body of the message.");
        }
        double seconds = annotation.everySeconds();
        boolean inRange = seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS;
        if (!inRange) {
            context.problem(name + ": everySeconds is " + seconds + ". It must be 0.01 to 86400.");
        }
        context.inRange(name, "pending", annotation.pending(), 1, MOST_PENDING);
        HandlerMethod handler = context.handler(object, method, HandlerKind.TELEMETRY, null);
        found.add(new Handlers.Source(
                called,
                handler,
                handler.signature(),
                inRange ? Duration.ofNanos(Math.round(seconds * 1e9)) : Duration.ofSeconds(1),
                annotation.pending(),
                context.component(object)));
    }
}
