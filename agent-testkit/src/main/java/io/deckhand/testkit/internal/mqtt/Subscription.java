package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.identity.IdentityIds;
import java.util.Arrays;
import java.util.Optional;

/** The subscriptions available to devices. */
enum Subscription {
    CLOUD_TO_DEVICE("{root}/messages/devicebound/#"),
    /** Messages to the inputs of a module; at the real service an edge hub routes them. */
    MODULE_INPUTS("{root}/inputs/#"),
    METHODS("$iothub/methods/POST/#"),
    TWIN_RESPONSES("$iothub/twin/res/#"),
    CREDENTIAL_RESPONSES("$iothub/credentials/res/#"),
    DESIRED_CHANGES("$iothub/twin/PATCH/properties/desired/#");

    private final String filter;

    Subscription(String filter) {
        this.filter = filter;
    }

    /** {@return the topic filter for a device} */
    String filter(String deviceId) {
        return filter.replace("{root}", DeviceTopic.root(deviceId));
    }

    /** {@return the subscription of a topic filter, or empty for one that the hub does not serve} */
    static Optional<Subscription> of(String deviceId, String topicFilter) {
        return Arrays.stream(values())
                .filter(subscription -> subscription != MODULE_INPUTS || IdentityIds.moduleId(deviceId) != null)
                .filter(subscription -> subscription.filter(deviceId).equals(topicFilter))
                .findFirst();
    }
}
