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
 * What was tried to connect, and from that how long to wait before the next attempt. Decides and does nothing; knows the time
 * only as it is told. Used by one thread.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    /** A connection that lasted this long was stable: the next failure starts the delays anew. */
    static final Duration STABLE_AFTER = Duration.ofSeconds(30);

    /** However short the delays and however often the network changes, no more attempts in a minute than this. */
    static final int MAX_ATTEMPTS_PER_MINUTE = 30;

    /** So many connections lost in a row soon after they were made are no accident. */
    static final int ROUNDS_OF_A_FIGHT = 3;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** As good as never, which a policy may say by a duration that no date can be reckoned with. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);

    private static final ReconnectPolicy FALLBACK =
            ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));

    private final ReconnectPolicy policy;
    private final Deque<Duration> attempts = new ArrayDeque<>();
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

    /** It came to nothing. */
    Failure failed(Failure failure) {
        failures++;
        shortConnections = 0;
        return failure;
    }

    /** It made a connection, which was lost after a while. */
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

    /** It made a connection, which ended as it was meant to. */
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

    /** {@return how long to wait at least, to keep within the limit of a minute} */
    Duration leastDelay(Duration now) {
        if (attempts.size() < MAX_ATTEMPTS_PER_MINUTE) {
            return Duration.ZERO;
        }
        Duration left = attempts.getFirst().plus(MINUTE).minus(now);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
