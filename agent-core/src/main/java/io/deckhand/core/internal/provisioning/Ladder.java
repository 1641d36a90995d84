package io.deckhand.core.internal.provisioning;

import io.deckhand.FailureCause;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom the next attempt asks: the hub of the last assignment, or the provisioning service for a new one. Decides and does nothing;
 * knows the time only as it is told. Used by one attempt at a time.
 *
 * <p>A device that is moved is refused by its old hub, and a hub that was deleted has no name any more. Everything else is trouble of
 * the network, which another registration would not mend, and with a fleet that has it at once would make worse.
 */
final class Ladder {
    /** So many refusals in a row are no accident. */
    static final int REFUSALS = 3;

    /** A name that is not resolved so often in a row is no accident of a resolver. */
    static final int UNRESOLVED = 5;

    /** A hub that could not be reached for so long may have gone; asked again as rarely. */
    static final Duration UNREACHABLE = Duration.ofHours(1);

    /** Devices of a fleet that is moved at once ask at different times within this, and within twice as much each time it was in vain. */
    static final Duration SPREAD = Duration.ofMinutes(2);

    private static final int MOST_DOUBLINGS = 2;

    /** A registration that is disabled is asked for again so often. */
    static final Duration DISABLED = Duration.ofHours(1);

    private static final Set<FailureCause> REFUSED =
            EnumSet.of(FailureCause.CREDENTIALS_REFUSED, FailureCause.DEVICE_UNKNOWN);

    /** The service was reached: what it said goes for a whole fleet, perhaps. */
    private static final Set<FailureCause> ANSWERS = EnumSet.of(
            FailureCause.PROVISIONING_REFUSED,
            FailureCause.PROVISIONING_UNKNOWN,
            FailureCause.PROVISIONING_DISABLED,
            FailureCause.PROVISIONING_FAILED,
            FailureCause.PROVISIONING_THROTTLED,
            FailureCause.PROVISIONING_UNAVAILABLE,
            FailureCause.HUB_PROFILE_UNSUPPORTED);

    /** What to ask next. */
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

    /** {@code random} gives numbers from 0 to 1. */
    Ladder(Optional<Assigned> remembered, DoubleSupplier random) {
        this.assigned = remembered.orElse(null);
        this.random = random;
        this.serviceIsNext = remembered.isEmpty();
    }

    Step next() {
        return serviceIsNext ? Step.SERVICE : Step.HUB;
    }

    Optional<Assigned> assigned() {
        return Optional.ofNullable(assigned);
    }

    /** {@return how long to wait at least before the next step} */
    Duration leastDelay() {
        return leastDelay;
    }

    /** The service has answered; its hub is next, in the same attempt. */
    void assigned(Assigned now) {
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

    void connected() {
        refusals = 0;
        inVain = 0;
        unresolved = 0;
        awaySince = null;
        serviceIsNext = false;
        leastDelay = Duration.ZERO;
    }

    /** The hub could not be reached, or refused. */
    void hubFailed(FailureCause cause, Duration now) {
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

    /** The service has not assigned a hub. Where there is one that may work again, it is the next. */
    void serviceFailed(FailureCause cause, Optional<Duration> retryAfter) {
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
