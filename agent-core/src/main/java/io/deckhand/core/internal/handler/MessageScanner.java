package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.HandlerKind;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes listeners of what is annotated with {@link CloudToDevice}. */
final class MessageScanner {
    private static final int MAX_ATTEMPTS = 100;
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    /** What two listeners may not have in common: there would be no telling which is asked. */
    private record Place(int order, Set<String> when) {}

    private final ScanContext context;
    private final List<MessageListener> found = new ArrayList<>();
    private final Map<Place, String> places = new HashMap<>();
    private Optional<HandlerMethod> deadLetters = Optional.empty();

    MessageScanner(ScanContext context) {
        this.context = context;
    }

    /** {@return the listeners, in the order in which they are asked} */
    List<MessageListener> found() {
        List<MessageListener> inOrder = new ArrayList<>(found);
        inOrder.sort(MessageListener::compare);
        return inOrder;
    }

    Optional<HandlerMethod> deadLetters() {
        return deadLetters;
    }

    void add(Object object, Method method, CloudToDevice annotation) {
        String name = HandlerMethod.nameOf(method);
        HandlerMethod handler = context.handler(object, method, HandlerKind.CLOUD_TO_DEVICE, CloudMessage.class);
        if (annotation.deadLetter()) {
            addDeadLetters(handler, annotation, name);
            return;
        }
        if (List.of(method.getParameterTypes()).contains(DeadLetter.class)) {
            context.problem(name + " takes a DeadLetter. Annotate it with @CloudToDevice(deadLetter = true).");
        }
        List<MessageListener.Condition> when = new ArrayList<>();
        for (String text : annotation.when()) {
            condition(text, name).ifPresent(when::add);
        }
        Set<String> conditions = new TreeSet<>(List.of(annotation.when()));
        String other = places.putIfAbsent(new Place(annotation.order(), conditions), name);
        if (other != null) {
            context.problem("Two listeners take the same cloud-to-device messages: " + other + " and " + name
                    + ". Give them different conditions with 'when', or an 'order'.");
        }
        context.inRange(name, "attempts", annotation.attempts(), 1, MAX_ATTEMPTS);
        found.add(new MessageListener(
                handler, annotation.order(), List.copyOf(when), annotation.attempts(), wait(annotation, name)));
    }

    private void addDeadLetters(HandlerMethod handler, CloudToDevice annotation, String name) {
        if (deadLetters.isPresent()) {
            context.problem("Two listeners for dead letters: " + deadLetters.get() + " and " + name + ". Keep one.");
        }
        if (annotation.when().length > 0 || annotation.order() != 0 || annotation.attempts() != 1) {
            context.problem(name + " takes all dead letters, once: remove 'when', 'order' and 'attempts'.");
        }
        deadLetters = Optional.of(handler);
    }

    private Optional<MessageListener.Condition> condition(String text, String name) {
        int at = text.indexOf('=');
        String property = at < 0 ? text : text.substring(0, at);
        if (property.isBlank()) {
            context.problem(name + ": the condition '" + text
                    + "' names no property. Write when = \"kind=alarm\", or when = \"kind\".");
            return Optional.empty();
        }
        return Optional.of(new MessageListener.Condition(
                property, at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1))));
    }

    private Duration wait(CloudToDevice annotation, String name) {
        try {
            Duration wait = Duration.parse(annotation.retryAfter());
            if (!wait.isNegative() && wait.compareTo(MAX_WAIT) <= 0) {
                return wait;
            }
        } catch (DateTimeParseException e) {
            // As one that is out of range.
        }
        context.problem(name + ": retryAfter is '" + annotation.retryAfter()
                + "'. It must be a duration of at most one hour, as \"PT5S\".");
        return Duration.ZERO;
    }
}
