package io.deckhand.core.internal.connect;

import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.core.internal.link.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records connection attempts, and computes from them the delay before the next one. It only decides: it starts nothing
 * and reads no clock. Used by one thread.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    /** A connection that lasted this long was stable: after it, the delays start from the beginning. */
    static final Duration STABLE_AFTER = Duration.ofSeconds(30);

    /** Maximum number of attempts per minute, however short the delays are and however often the network changes. */
    static final int MAX_ATTEMPTS_PER_MINUTE = 30;

    /**
     * This many connections in a row, each lost soon after it was opened, indicate that another client uses the same
     * identity.
     */
    static final int ROUNDS_OF_A_FIGHT = 3;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Cap for a policy's delay: a policy may return a duration so long that adding it to a date would overflow. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);

    private static final ReconnectPolicy FALLBACK =
            ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));

    private final ReconnectPolicy policy;
    private final Deque<Duration> attempts = new ArrayDeque<>(1); // grows: most agents need one
    private int failures;
    private int shortConnections;

    Outage(ReconnectPolicy policy) {
        this.policy = policy;
    }

    /** An attempt begins. */
    void attempted(Duration now) {
        attempts.addLast(now);
        while (attempts.size() > MAX_ATTEMPTS_PER_MINUTE) {
            attempts.removeFirst();
        }
    }

    /** The attempt failed. */
    Failure failed(Failure failure) {
        failures++;
        shortConnections = 0;
        return failure;
    }

    /** The attempt succeeded, and the connection was lost later. */
    Failure lost(Failure failure, Duration lasted) {
        if (lasted.compareTo(STABLE_AFTER) >= 0) {
            failures = 1;
            shortConnections = 0;
            return failure;
        }
        failures++;
        shortConnections++;
        boolean fight = shortConnections >= ROUNDS_OF_A_FIGHT && failure.cause() == FailureCause.CONNECTION_LOST;
        return fight ? new Failure(FailureCause.ANOTHER_CLIENT, failure.evidence()) : failure;
    }

    /** The attempt succeeded, and the connection was ended deliberately. */
    void ended() {
        failures = 0;
        shortConnections = 0;
    }

    /** {@return how many connections in a row failed, or ended before they were stable} */
    int failures() {
        return failures;
    }

    Duration delayBeforeNext(FailureCause cause) {
        try {
            Duration delay = policy.delayBefore(failures, cause);
            if (delay != null && !delay.isNegative()) {
                return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
            }
            log.error("The reconnect policy returned {}; the default decides instead", delay);
        } catch (RuntimeException | Error e) {
            log.error("The reconnect policy failed; the default decides instead", e);
        }
        return FALLBACK.delayBefore(failures, cause);
    }

    /** {@return the minimum wait that keeps within the limit per minute} */
    Duration leastDelay(Duration now) {
        if (attempts.size() < MAX_ATTEMPTS_PER_MINUTE) {
            return Duration.ZERO;
        }
        Duration left = attempts.getFirst().plus(MINUTE).minus(now);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
