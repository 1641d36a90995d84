package io.deckhand.internal.rule;

import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.HandlerKind;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Listeners of cloud-to-device messages. */
final class MessageRules {
    private static final int MAX_ATTEMPTS = 100;
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    /**
     * Listeners by their order and conditions, in which they must differ, as the order between them would be undefined. No record as a
     * key: the JVM takes 20 ms for its first hash code, while a device waits to be connected.
     */
    private final Map<Integer, Map<Set<String>, String>> places = new HashMap<>();

    private @Nullable String deadLetters;

    void check(DeclaredMethod method, CloudToDevice message) {
        HandlerRules.checkSignature(method, HandlerKind.CLOUD_TO_DEVICE);
        if (message.deadLetter()) {
            checkDeadLetters(method, message);
        } else {
            checkListener(method, message);
        }
    }

    private void checkDeadLetters(DeclaredMethod method, CloudToDevice message) {
        if (deadLetters != null) {
            method.problem("Two listeners for dead letters: " + deadLetters + " and " + method.name() + ". Keep one.");
        }
        if (message.when().length > 0 || message.order() != 0 || message.attempts() != 1) {
            method.problem(method.name() + " takes all dead letters, once: remove 'when', 'order' and 'attempts'.");
        }
        deadLetters = method.name();
    }

    private void checkListener(DeclaredMethod method, CloudToDevice message) {
        String name = method.name();
        if (method.takes(DeadLetter.class)) {
            method.problem(name + " takes a DeadLetter. Annotate it with @CloudToDevice(deadLetter = true).");
        }
        ConditionRules.check(method, message.when());
        Set<String> conditions = new TreeSet<>(List.of(message.when()));
        String other = places.computeIfAbsent(message.order(), order -> new HashMap<>())
                .putIfAbsent(conditions, name);
        if (other != null) {
            method.problem("Two listeners take the same cloud-to-device messages: " + other + " and " + name
                    + ". Give them different conditions with 'when', or an 'order'.");
        }
        checkAttempts(method, message.attempts(), message.retryAfter());
    }

    static void checkAttempts(DeclaredMethod method, int attempts, String retryAfter) {
        HandlerRules.checkRange(method, "attempts", attempts, 1, MAX_ATTEMPTS);
        if (!isWait(retryAfter)) {
            method.problem(method.name() + ": retryAfter is '" + retryAfter
                    + "'. It must be a duration of at most one hour, as \"PT5S\".");
        }
    }

    private static boolean isWait(String text) {
        try {
            Duration wait = Duration.parse(text);
            return !wait.isNegative() && wait.compareTo(MAX_WAIT) <= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
