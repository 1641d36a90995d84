package io.deckhand.internal.rule;

import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.Telemetry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sources of telemetry. */
final class SourceRules {
    private static final double LEAST_SECONDS = 0.01;
    private static final double MOST_SECONDS = 86_400;
    private static final int MOST_PENDING = 10_000;

    private final Map<String, String> names = new HashMap<>();

    void check(DeclaredMethod method, Telemetry source, @Nullable String component) {
        String name = method.name();
        String called = HandlerRules.named(component, HandlerRules.ownName(source.value(), method.method()));
        String other = names.putIfAbsent(called, name);
        if (other != null) {
            method.problem("Two telemetry sources '" + called + "': " + other + " and " + name
                    + ". Rename one with @Telemetry(\"...\").");
        }
        if (!method.parameters().stream().allMatch(parameter -> parameter.type().is(DeviceAgent.class))) {
            method.problem(name + " may take a DeviceAgent, and nothing else: a telemetry source has nothing to bind.");
            return;
        }
        if (method.returns().is(void.class)) {
            method.problem(name + " returns nothing to send. Return the body of the message.");
        }
        double seconds = source.everySeconds();
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            method.problem(name + ": everySeconds is " + seconds + ". It must be 0.01 to 86400.");
        }
        HandlerRules.checkRange(method, "pending", source.pending(), 1, MOST_PENDING);
        HandlerRules.checkSignature(method, HandlerKind.TELEMETRY);
    }
}
