package io.deckhand.core.internal.handler;

import io.deckhand.CloudMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A listener of cloud-to-device messages, or of the messages to one input of a module.
 *
 * @param input the input; empty for cloud-to-device messages
 * @param order its position among the listeners, the lowest first
 * @param when the conditions that a message must meet
 * @param attempts how often it is called at most if it fails
 * @param retryAfter the delay before the second attempt
 */
public record MessageListener(
        Optional<String> input, Handler handler, int order, List<Condition> when, int attempts, Duration retryAfter) {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A property that must be present, with this value if one is given. */
    public record Condition(String property, Optional<String> value) {
        boolean holds(CloudMessage message) {
            String found = message.properties().get(property);
            return found != null && value.map(found::equals).orElse(true);
        }
    }

    /** Compares by order; of equal order, the listener with more conditions comes first. */
    static int compare(MessageListener one, MessageListener other) {
        int byOrder = Integer.compare(one.order, other.order);
        return byOrder != 0 ? byOrder : Integer.compare(other.when.size(), one.when.size());
    }

    public boolean takes(CloudMessage message, Optional<String> ofInput) {
        return input.equals(ofInput) && when.stream().allMatch(condition -> condition.holds(message));
    }

    public MessageListener with(Handler other) {
        return new MessageListener(input, other, order, when, attempts, retryAfter);
    }

    /** {@return the delay after an attempt; the first attempt is 1} */
    public Duration waitAfter(int attempt) {
        Duration wait = retryAfter;
        for (int i = 1; i < attempt && wait.compareTo(LONGEST_WAIT) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
