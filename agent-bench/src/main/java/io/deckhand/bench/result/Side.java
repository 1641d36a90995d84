package io.deckhand.bench.result;

import java.util.List;

/** The sides that are measured. */
public enum Side {
    AGENT("agent"),
    RAW_DEFAULT("default"),
    RAW_TUNED("tuned"),

    /** A client of the MQTT library below {@code Link.NETTY}, without any other code. */
    BARE("bare"),

    /** The agent over the Azure SDK, in rows that measure the agent over another link. */
    AGENT_ON_SDK("on SDK");

    /** The sides that most rows compare. */
    public static final List<Side> ORDINARY = List.of(AGENT, RAW_DEFAULT, RAW_TUNED);

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /** {@return the name used in goals and tables} */
    public String label() {
        return label;
    }
}
