package io.deckhand.bench.result;

/** What is measured side by side. */
public enum Side {
    AGENT("agent"),
    RAW_DEFAULT("default"),
    RAW_TUNED("tuned");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /** {@return the name used in goals and tables} */
    public String label() {
        return label;
    }
}
