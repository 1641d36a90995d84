package io.deckhand.testkit.internal.mqtt;

import java.util.Arrays;
import java.util.Optional;

/** What a device may subscribe to. */
enum Subscription {
    CLOUD_TO_DEVICE("devices/{device}/messages/devicebound/#"),
    METHODS("$iothub/methods/POST/#"),
    TWIN_RESPONSES("$iothub/twin/res/#"),
    DESIRED_CHANGES("$iothub/twin/PATCH/properties/desired/#");

    private final String filter;

    Subscription(String filter) {
        this.filter = filter;
    }

    /** {@return the topic filter a device uses for it} */
    String filter(String deviceId) {
        return filter.replace("{device}", deviceId);
    }

    /** {@return the subscription of a topic filter, or nothing for one the hub does not serve} */
    static Optional<Subscription> of(String deviceId, String topicFilter) {
        return Arrays.stream(values())
                .filter(subscription -> subscription.filter(deviceId).equals(topicFilter))
                .findFirst();
    }
}
