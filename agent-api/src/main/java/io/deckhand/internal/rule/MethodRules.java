package io.deckhand.internal.rule;

import io.deckhand.Deadline;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.Progress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Direct methods. */
final class MethodRules {
    private static final int LONGEST_CALL_SECONDS = 300;
    private static final int LONGEST_RUN_SECONDS = 86_400;

    private final Map<String, String> names = new HashMap<>();

    void check(DeclaredMethod method, DirectMethod direct, @Nullable String component) {
        String name = method.name();
        String called = HandlerRules.named(component, HandlerRules.ownName(direct.value(), method.method()));
        MethodNames.problem(called).ifPresent(problem -> method.problem(name + ": " + problem));
        String other = names.putIfAbsent(called, name);
        if (other != null) {
            method.problem("Two handlers for direct method '" + called + "': " + other + " and " + name
                    + (other.equals(name) ? ", which is overloaded" : "")
                    + ". Rename one with @DirectMethod(\"...\").");
        }
        checkRunning(method, direct);
        HandlerRules.checkSignature(method, HandlerKind.DIRECT_METHOD);
        checkLimits(method, direct);
    }

    private static void checkRunning(DeclaredMethod method, DirectMethod direct) {
        String name = method.name();
        if (direct.longRunning() && method.takes(Deadline.class)) {
            method.problem(name + " is long-running and takes a Deadline, but the caller does not wait for it. "
                    + "Take a Progress.");
        }
        if (!direct.longRunning() && direct.resumable()) {
            method.problem(
                    name + " is resumable and not long-running. Annotate it with @DirectMethod(longRunning = true).");
        }
        if (!direct.longRunning() && method.takes(Progress.class)) {
            method.problem(name + " takes a Progress. Annotate it with @DirectMethod(longRunning = true).");
        }
    }

    private static void checkLimits(DeclaredMethod method, DirectMethod direct) {
        int longest = direct.longRunning() ? LONGEST_RUN_SECONDS : LONGEST_CALL_SECONDS;
        if (direct.timeoutSeconds() != DirectMethod.DEFAULT_TIMEOUT) {
            HandlerRules.checkRange(method, "timeoutSeconds", direct.timeoutSeconds(), 1, longest);
        }
        HandlerRules.checkRange(method, "concurrency", direct.concurrency(), 1, 256);
        HandlerRules.checkRange(method, "queue", direct.queue(), 0, 10_000);
    }
}
