package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A listener of cloud-to-device messages.
 *
 * @param order its place among the others, the lowest first
 * @param when what a message must have for it to take it
 * @param attempts how often it is called while it fails
 * @param retryAfter how long before the second attempt
 */
public record MessageListener(Handler handler, int order, List<Condition> when, int attempts, Duration retryAfter) {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A property that must be there, and have the value if one is given. */
    public record Condition(String property, Optional<String> value) {
        boolean holds(CloudMessage message) {
            String found = message.properties().get(property);
            return found != null && value.map(found::equals).orElse(true);
        }
    }

    /** By their order, then the one with more conditions first. */
    static int compare(MessageListener one, MessageListener other) {
        int byOrder = Integer.compare(one.order, other.order);
        return byOrder != 0 ? byOrder : Integer.compare(other.when.size(), one.when.size());
    }

    public boolean takes(CloudMessage message) {
        return when.stream().allMatch(condition -> condition.holds(message));
    }

    public MessageListener with(Handler other) {
        return new MessageListener(other, order, when, attempts, retryAfter);
    }

    /** {@return how long to wait after an attempt, of which 1 is the first} */
    public Duration waitAfter(int attempt) {
        Duration wait = retryAfter;
        for (int i = 1; i < attempt && wait.compareTo(LONGEST_WAIT) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
