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
    AGENT_ON_SDK("on SDK"),

    /** The agent without a store, or a queue in memory in place of one. */
    MEMORY("memory"),

    /** A map of h2's MVStore in place of the agent's store. */
    MVSTORE("h2-mvstore"),

    /** A table of SQLite in place of the agent's store. */
    SQLITE("sqlite");

    /** The sides that most rows compare. */
    public static final List<Side> ORDINARY = List.of(AGENT, RAW_DEFAULT, RAW_TUNED);

    /** Those that keep messages. */
    public static final List<Side> STORES = List.of(AGENT, MEMORY, MVSTORE, SQLITE);

    private final String label;

    Side(String label) {
        this.label = label;
    }

    /** {@return the name used in goals and tables} */
    public String label() {
        return label;
    }
}
