package io.deckhand.testkit.internal.throttle;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The throttles of a hub, where they are on: of each kind of operation so many at once, and one more as time goes by, as
 * many as the limit in its period.
 */
public final class Throttles {
    private final boolean on;
    private final Clock clock;
    private final Map<Operation, Bucket> buckets = new EnumMap<>(Operation.class);

    private record Bucket(double left, Instant at) {}

    public Throttles(boolean on, Clock clock) {
        this.on = on;
        this.clock = clock;
    }

    /**
     * Lets an operation pass and counts it.
     *
     * @throws HubException with {@link HubError#THROTTLING} when it is one too many
     */
    public void pass(Operation operation) {
        if (on && !take(operation)) {
            throw new HubException(
                    HubError.THROTTLING,
                    "More than " + operation.limit() + " operations of kind " + operation + " in " + operation.period()
                            + ". Wait, and ask less often.");
        }
    }

    private synchronized boolean take(Operation operation) {
        Instant now = clock.instant();
        Bucket bucket = buckets.getOrDefault(operation, new Bucket(operation.limit(), now));
        Duration since = Duration.between(bucket.at(), now);
        double gained = operation.limit()
                * (double) since.toNanos()
                / operation.period().toNanos();
        double left = Math.min(operation.limit(), bucket.left() + Math.max(0, gained));
        boolean passes = left >= 1;
        buckets.put(operation, new Bucket(passes ? left - 1 : left, now));
        return passes;
    }
}
