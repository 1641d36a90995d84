package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.link.Failure;
import java.time.Duration;
import java.util.Optional;

/** A registration came to nothing. */
final class NotAssigned extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final transient Optional<Duration> retryAfter;

    NotAssigned(Failure failure, Optional<Duration> retryAfter) {
        super(failure.toString(), failure.evidence());
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    Failure failure() {
        return failure;
    }

    /** {@return how long the service wants to be left alone, if it says so} */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
