package io.deckhand.core.internal.handler;

import io.deckhand.CloudToDevice;
import io.deckhand.HandlerKind;
import io.deckhand.ModuleInput;
import io.deckhand.internal.rule.HandlerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates listeners from methods annotated with {@link CloudToDevice} or {@link ModuleInput}. */
final class MessageScanner {
    private final ScanContext context;
    private final List<MessageListener> found = new ArrayList<>();
    private Optional<HandlerMethod> deadLetters = Optional.empty();

    MessageScanner(ScanContext context) {
        this.context = context;
    }

    /** {@return the listeners, in the order in which they are tried} */
    List<MessageListener> found() {
        List<MessageListener> inOrder = new ArrayList<>(found);
        inOrder.sort(MessageListener::compare);
        return inOrder;
    }

    Optional<HandlerMethod> deadLetters() {
        return deadLetters;
    }

    void add(ReflectedMethod method, CloudToDevice annotation) {
        HandlerMethod handler = context.handler(method, HandlerKind.CLOUD_TO_DEVICE);
        if (annotation.deadLetter()) {
            deadLetters = Optional.of(handler);
            return;
        }
        List<MessageListener.Condition> when = new ArrayList<>();
        for (String text : annotation.when()) {
            when.add(condition(text));
        }
        found.add(new MessageListener(
                Optional.empty(),
                handler,
                annotation.order(),
                List.copyOf(when),
                annotation.attempts(),
                Duration.parse(annotation.retryAfter())));
    }

    void add(ReflectedMethod method, ModuleInput annotation) {
        found.add(new MessageListener(
                Optional.of(HandlerRules.ownName(annotation.value(), method.method())),
                context.handler(method, HandlerKind.MODULE_INPUT),
                0,
                List.of(),
                annotation.attempts(),
                Duration.parse(annotation.retryAfter())));
    }

    private static MessageListener.Condition condition(String text) {
        int at = text.indexOf('=');
        return at < 0
                ? new MessageListener.Condition(text, Optional.empty())
                : new MessageListener.Condition(text.substring(0, at), Optional.of(text.substring(at + 1)));
    }
}
