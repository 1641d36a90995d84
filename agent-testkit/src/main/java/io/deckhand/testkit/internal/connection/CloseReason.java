package io.deckhand.testkit.internal.connection;

/** The reason for which the hub closes a device's connection. */
public enum CloseReason {
    REPLACED("another connection with the same id took its place (400027)"),
    TOKEN_EXPIRED("its token expired"),
    IDENTITY_CHANGED("its identity was disabled or deleted"),
    HUB_STOPPING("the hub stops"),
    FAULT_ASKED_FOR("the device asked for it, by a fault-injection message"),
    CUT("it was cut on purpose");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** {@return the reason as the end of a sentence} */
    public String text() {
        return text;
    }
}
