package io.deckhand.core.internal.connect;

import io.deckhand.FailureCause;
import io.deckhand.Transport;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Selects the transport of the next attempt: the one that worked last, or the next in turn if a port seems to be
 * blocked.
 */
final class Transports {
    /** Failures that a firewall typically causes. */
    private static final Set<FailureCause> BLOCKED = EnumSet.of(
            FailureCause.CONNECTION_REFUSED,
            FailureCause.PORT_BLOCKED,
            FailureCause.TIMED_OUT,
            FailureCause.NETWORK_UNREACHABLE);

    private final List<Transport> inTurn;
    private int current;

    Transports(List<Transport> inTurn) {
        this.inTurn = List.copyOf(inTurn);
    }

    Transport current() {
        return inTurn.get(current);
    }

    void failed(FailureCause cause) {
        if (BLOCKED.contains(cause)) {
            current = (current + 1) % inTurn.size();
        }
    }
}
