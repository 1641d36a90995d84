package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Reply;
import java.util.Map;
import java.util.Optional;

/** A request to the provisioning service, parsed from its topic. */
sealed interface ProvisioningTopic {
    /** The topic filter for answers. */
    String ANSWERS = "$dps/registrations/res/#";

    /** Registers a device. */
    record Register(String requestId) implements ProvisioningTopic {}

    /** Queries the state of an operation. */
    record Status(String requestId, String operationId) implements ProvisioningTopic {}

    /** The request id, which the answer repeats. */
    String requestId();

    static Optional<ProvisioningTopic> parse(String topic) {
        int mark = topic.indexOf("/?");
        if (mark < 0) {
            return Optional.empty();
        }
        Map<String, String> properties = properties(topic.substring(mark + 2));
        String requestId = properties.getOrDefault("$rid", "");
        return switch (topic.substring(0, mark)) {
            case "$dps/registrations/PUT/iotdps-register" -> Optional.of(new Register(requestId));
            case "$dps/registrations/GET/iotdps-get-operationstatus" ->
                Optional.of(new Status(requestId, properties.getOrDefault("operationId", "")));
            default -> Optional.empty();
        };
    }

    /** {@return the topic of an answer} */
    static String answer(String requestId, Reply reply) {
        String retry = reply.retryAfterSeconds() == 0 ? "" : "&retry-after=" + reply.retryAfterSeconds();
        return "$dps/registrations/res/" + reply.status() + "/?$rid=" + requestId + retry;
    }

    private static Map<String, String> properties(String text) {
        try {
            return PropertyBag.parse(text);
        } catch (HubException e) {
            return Map.of();
        }
    }
}
