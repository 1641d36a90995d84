package io.deckhand.testkit.internal.throttle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The throttles of a hub: a token bucket for each kind of operation, which holds the limit and refills within its
 * period. They can be switched off.
 */
public final class Throttles {
    private volatile boolean on;
    private final Clock clock;
    private final Map<ThrottledOperation, Bucket> buckets = new EnumMap<>(ThrottledOperation.class);

    private record Bucket(double left, Instant at) {}

    public Throttles(boolean on, Clock clock) {
        this.on = on;
        this.clock = clock;
    }

    /**
     * Counts an operation, or refuses it.
     *
     * @throws HubException with {@link HubError#THROTTLING} when the limit is exceeded
     */
    public void pass(ThrottledOperation operation) {
        if (on && !take(operation)) {
            throw new HubException(
                    HubError.THROTTLING,
                    "More than " + operation.limit() + " operations of kind " + operation + " in " + operation.period()
                            + ". Wait, and send fewer requests.");
        }
    }

    /** Switches them on or off, until the hub stops. */
    public void turn(boolean newOn) {
        on = newOn;
    }

    public boolean isOn() {
        return on;
    }

    /** {@return the limits and the remaining operations of each, as JSON} */
    public ObjectNode document() {
        ObjectNode document = Json.object().put("on", on);
        ArrayNode operations = document.putArray("operations");
        for (ThrottledOperation operation : ThrottledOperation.values()) {
            operations
                    .addObject()
                    .put("name", operation.name())
                    .put("limit", operation.limit())
                    .put("periodSeconds", operation.period().toSeconds())
                    .put("left", (long) left(operation, clock.instant()));
        }
        return document;
    }

    private synchronized boolean take(ThrottledOperation operation) {
        Instant now = clock.instant();
        double left = left(operation, now);
        boolean passes = left >= 1;
        buckets.put(operation, new Bucket(passes ? left - 1 : left, now));
        return passes;
    }

    private synchronized double left(ThrottledOperation operation, Instant now) {
        Bucket bucket = buckets.getOrDefault(operation, new Bucket(operation.limit(), now));
        Duration since = Duration.between(bucket.at(), now);
        double gained = operation.limit()
                * (double) since.toNanos()
                / operation.period().toNanos();
        return Math.min(operation.limit(), bucket.left() + Math.max(0, gained));
    }
}
