package io.deckhand.testkit.internal.c2d;

/** How a cloud-to-device message ended. */
public enum MessageOutcome {
    SUCCESS("Success"),
    EXPIRED("Expired"),
    DELIVERY_COUNT_EXCEEDED("DeliveryCountExceeded"),
    REJECTED("Rejected"),
    PURGED("Purged");

    private final String wireName;

    MessageOutcome(String wireName) {
        this.wireName = wireName;
    }

    /** {@return the name in feedback messages} */
    public String wireName() {
        return wireName;
    }
}
