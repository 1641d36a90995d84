package io.deckhand.core.internal.provisioning;

import io.deckhand.FailureCause;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the next attempt connects to the hub of the last assignment, or asks the provisioning service for a
 * new one. It only decides: it starts nothing and reads no clock.
 *
 * <p>The old hub refuses a device that was moved, and the name of a deleted hub no longer resolves. All other failures
 * are network problems: another registration would not solve them, and would make them worse if a whole fleet has them
 * at once.
 */
final class Ladder {
    /** After this many consecutive refusals, the agent registers again. */
    static final int REFUSALS = 3;

    /** After this many consecutive failures to resolve the hub's name, the agent registers again. */
    static final int UNRESOLVED = 5;

    /**
     * If the hub could not be reached for this long, the agent registers again; also the shortest interval between such
     * registrations.
     */
    static final Duration UNREACHABLE = Duration.ofHours(1);

    /**
     * If a whole fleet is moved, its devices register at random times within this period; the period doubles each time
     * the assignment has not changed.
     */
    static final Duration SPREAD = Duration.ofMinutes(2);

    private static final int MOST_DOUBLINGS = 2;

    /** How often a disabled registration is tried again. */
    static final Duration DISABLED = Duration.ofHours(1);

    private static final Set<FailureCause> REFUSED =
            EnumSet.of(FailureCause.CREDENTIALS_REFUSED, FailureCause.DEVICE_UNKNOWN);

    /** Causes that are answers of the service, and may apply to a whole fleet. */
    private static final Set<FailureCause> ANSWERS = EnumSet.of(
            FailureCause.PROVISIONING_REFUSED,
            FailureCause.PROVISIONING_UNKNOWN,
            FailureCause.PROVISIONING_DISABLED,
            FailureCause.PROVISIONING_FAILED,
            FailureCause.PROVISIONING_THROTTLED,
            FailureCause.PROVISIONING_UNAVAILABLE,
            FailureCause.HUB_PROFILE_UNSUPPORTED);

    /** The target of the next attempt. */
    enum Step {
        HUB,
        SERVICE
    }

    private final DoubleSupplier random;
    private @Nullable Assigned assigned;
    private int refusals;
    private int unresolved;
    private int inVain;
    private @Nullable Duration awaySince;
    private boolean serviceIsNext;
    private Duration leastDelay = Duration.ZERO;

    /** {@code random} returns numbers from 0 to 1. */
    Ladder(Optional<Assigned> remembered, DoubleSupplier random) {
        this.assigned = remembered.orElse(null);
        this.random = random;
        this.serviceIsNext = remembered.isEmpty();
    }

    synchronized Step next() {
        return serviceIsNext ? Step.SERVICE : Step.HUB;
    }

    synchronized Optional<Assigned> assigned() {
        return Optional.ofNullable(assigned);
    }

    /** {@return the minimum wait before the next step} */
    synchronized Duration leastDelay() {
        return leastDelay;
    }

    /** The service has assigned a hub, which is next, in the same attempt. */
    synchronized void assigned(Assigned now) {
        if (now.isSamePlaceAs(assigned)) {
            inVain++;
        } else {
            refusals = 0;
            inVain = 0;
        }
        assigned = now;
        serviceIsNext = false;
        leastDelay = Duration.ZERO;
        unresolved = 0;
        awaySince = null;
    }

    synchronized void connected() {
        refusals = 0;
        inVain = 0;
        unresolved = 0;
        awaySince = null;
        serviceIsNext = false;
        leastDelay = Duration.ZERO;
    }

    /** The hub could not be reached, or refused the device. */
    synchronized void hubFailed(FailureCause cause, Duration now) {
        leastDelay = Duration.ZERO;
        if (REFUSED.contains(cause)) {
            refusals++;
            unresolved = 0;
            awaySince = null;
            serviceIsNext = refusals >= REFUSALS;
        } else {
            unresolved = cause == FailureCause.NAME_NOT_RESOLVED ? unresolved + 1 : 0;
            Duration since = awaySince == null ? now : awaySince;
            awaySince = since;
            serviceIsNext = unresolved >= UNRESOLVED || now.minus(since).compareTo(UNREACHABLE) >= 0;
        }
        if (serviceIsNext) {
            leastDelay = spread();
        }
    }

    /** The service has not assigned a hub. If there is an earlier hub that may work again, it is next. */
    synchronized void serviceFailed(FailureCause cause, Optional<Duration> retryAfter) {
        boolean disabled = cause == FailureCause.PROVISIONING_DISABLED;
        boolean answered = ANSWERS.contains(cause);
        leastDelay = disabled ? DISABLED.plus(spread()) : answered ? spread() : Duration.ZERO;
        if (assigned != null && !disabled) {
            serviceIsNext = false;
            awaySince = null;
            unresolved = 0;
        }
        inVain++;
        retryAfter.ifPresent(asked -> leastDelay = leastDelay.plus(asked));
    }

    private Duration spread() {
        long whole = SPREAD.toMillis() << Math.min(inVain, MOST_DOUBLINGS);
        return Duration.ofMillis((long) (whole * random.getAsDouble()));
    }
}
