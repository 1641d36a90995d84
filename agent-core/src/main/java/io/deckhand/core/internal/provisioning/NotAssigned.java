package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.link.Failure;
import java.time.Duration;
import java.util.Optional;

/** A registration failed. */
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

    /** {@return how long to wait before the next request, if the service says so} */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
