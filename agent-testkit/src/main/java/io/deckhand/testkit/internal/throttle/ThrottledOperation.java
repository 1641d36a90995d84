package io.deckhand.testkit.internal.throttle;

import java.time.Duration;

/** The throttled operations, with the limits of one S1 unit. */
public enum ThrottledOperation {
    REGISTRY(100, Duration.ofMinutes(1)),
    TWIN_READ(100, Duration.ofSeconds(1)),
    TWIN_UPDATE(50, Duration.ofSeconds(1)),
    QUERY(20, Duration.ofMinutes(1)),
    CONFIGURATION(20, Duration.ofMinutes(1)),
    JOB(100, Duration.ofMinutes(1)),
    CLOUD_TO_DEVICE(100, Duration.ofMinutes(1)),
    TELEMETRY(100, Duration.ofSeconds(1));

    private final int limit;
    private final Duration period;

    ThrottledOperation(int limit, Duration period) {
        this.limit = limit;
        this.period = period;
    }

    int limit() {
        return limit;
    }

    Duration period() {
        return period;
    }
}
