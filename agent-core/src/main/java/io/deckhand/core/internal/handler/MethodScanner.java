package io.deckhand.core.internal.handler;

import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.MethodDescription;
import io.deckhand.MethodLimits;
import io.deckhand.internal.rule.HandlerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates direct methods from methods annotated with {@link DirectMethod}. */
final class MethodScanner {
    private final ScanContext context;
    private final List<Handlers.Method> found = new ArrayList<>();

    MethodScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Method> found() {
        return List.copyOf(found);
    }

    void add(ReflectedMethod method, DirectMethod direct) {
        String own = HandlerRules.ownName(direct.value(), method.method());
        String called = HandlerRules.named(method.component().orElse(null), own);
        HandlerMethod handler = context.handler(method, HandlerKind.DIRECT_METHOD);
        MethodLimits limits = new MethodLimits(callLimit(direct), direct.concurrency(), direct.queue());
        found.add(new Handlers.Method(
                new MethodDescription(called, direct.description(), limits, direct.longRunning()),
                handler,
                handler.signature(),
                method.object(),
                runLimit(direct),
                direct.resumable()));
    }

    /**
     * The call of a long-running method ends when its operation is accepted; the limit of the annotation applies to the
     * operation.
     */
    private static Duration callLimit(DirectMethod direct) {
        return direct.timeoutSeconds() == DirectMethod.DEFAULT_TIMEOUT || direct.longRunning()
                ? MethodLimits.DEFAULT.timeout()
                : Duration.ofSeconds(direct.timeoutSeconds());
    }

    private static Optional<Duration> runLimit(DirectMethod direct) {
        return direct.longRunning() && direct.timeoutSeconds() != DirectMethod.DEFAULT_TIMEOUT
                ? Optional.of(Duration.ofSeconds(direct.timeoutSeconds()))
                : Optional.empty();
    }
}
