package io.deckhand.core.internal.handler;

import io.deckhand.Deadline;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.MethodDescription;
import io.deckhand.MethodLimits;
import io.deckhand.MethodRequest;
import io.deckhand.Progress;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes direct methods of what is annotated with {@link DirectMethod}. */
final class MethodScanner {
    private final ScanContext context;
    private static final int LONGEST_CALL_SECONDS = 300;
    private static final int LONGEST_RUN_SECONDS = 86_400;

    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<Handlers.Method> found = new ArrayList<>();

    MethodScanner(ScanContext context) {
        this.context = context;
    }

    List<Handlers.Method> found() {
        return List.copyOf(found);
    }

    void add(Object object, Method method, DirectMethod direct) {
        String name = HandlerMethod.nameOf(method);
        String own = direct.value().isEmpty() ? method.getName() : direct.value();
        String called = context.named(object, own);
        context.problem(name + ": ", MethodNames.problem(called));
        String other = names.putIfAbsent(called, name);
        if (other != null) {
            context.problem("Two handlers for direct method '" + called + "': " + other + " and " + name
                    + (other.equals(name) ? ", which is overloaded" : "")
                    + ". Rename one with @DirectMethod(\"...\").");
        }
        checkRunning(method, direct, name);
        HandlerMethod handler = context.handler(object, method, HandlerKind.DIRECT_METHOD, MethodRequest.class);
        found.add(new Handlers.Method(
                new MethodDescription(called, direct.description(), limits(direct, name), direct.longRunning()),
                handler,
                handler.signature(),
                object,
                runLimit(direct),
                direct.resumable()));
    }

    private void checkRunning(Method method, DirectMethod direct, String name) {
        List<Class<?>> taken = List.of(method.getParameterTypes());
        if (direct.longRunning() && taken.contains(Deadline.class)) {
            context.problem(name + " is long-running and takes a Deadline, which its caller has not. Take a Progress.");
        }
        if (!direct.longRunning() && direct.resumable()) {
            context.problem(
                    name + " is resumable and not long-running. Annotate it with @DirectMethod(longRunning = true).");
        }
        if (!direct.longRunning() && taken.contains(Progress.class)) {
            context.problem(name + " takes a Progress. Annotate it with @DirectMethod(longRunning = true).");
        }
    }

    private MethodLimits limits(DirectMethod direct, String name) {
        int longest = direct.longRunning() ? LONGEST_RUN_SECONDS : LONGEST_CALL_SECONDS;
        boolean timeout = direct.timeoutSeconds() == DirectMethod.DEFAULT_TIMEOUT
                || context.inRange(name, "timeoutSeconds", direct.timeoutSeconds(), 1, longest);
        boolean concurrency = context.inRange(name, "concurrency", direct.concurrency(), 1, 256);
        boolean queue = context.inRange(name, "queue", direct.queue(), 0, 10_000);
        return timeout && concurrency && queue
                ? new MethodLimits(callLimit(direct), direct.concurrency(), direct.queue())
                : MethodLimits.DEFAULT;
    }

    /** The call of a long-running method is over when its operation was accepted: its own limit is for the operation. */
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
