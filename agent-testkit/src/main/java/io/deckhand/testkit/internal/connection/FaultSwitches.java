package io.deckhand.testkit.internal.connection;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** What a test told the hub to do wrong, and what it counts meanwhile. Outlives restarts of the hub. */
public final class FaultSwitches {
    private final Map<String, Integer> connects = new ConcurrentHashMap<>();
    private volatile OptionalInt refusal = OptionalInt.empty();

    public void connectSeen(String deviceId) {
        connects.merge(deviceId, 1, Integer::sum);
    }

    public int connects(String deviceId) {
        return connects.getOrDefault(deviceId, 0);
    }

    /** {@return the CONNACK code to refuse every connection with, if any} */
    public OptionalInt refusal() {
        return refusal;
    }

    public void refuseConnections(int connackCode) {
        refusal = OptionalInt.of(connackCode);
    }

    public void acceptConnections() {
        refusal = OptionalInt.empty();
    }
}
