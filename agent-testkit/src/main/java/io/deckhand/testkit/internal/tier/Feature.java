package io.deckhand.testkit.internal.tier;

/** The features that the basic tiers do not have. */
public enum Feature {
    CLOUD_TO_DEVICE("Cloud-to-device messages"),
    TWINS("Twins"),
    METHODS("Direct methods"),
    JOBS("Scheduled jobs"),
    CONFIGURATIONS("Configurations"),
    DIGITAL_TWINS("Digital twins"),
    EDGE("IoT Edge devices");

    private final String label;

    Feature(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
