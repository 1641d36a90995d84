package io.deckhand.core.internal.connect;

import io.deckhand.ReconnectPolicy;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/** Exponential delays with full jitter, computed by resilience4j. */
public final class ExponentialPolicies implements ReconnectPolicy.Provider {
    /** More doublings than this make no difference. */
    private static final int MOST_DOUBLINGS = 64;

    @Override
    public ReconnectPolicy exponential(Duration first, Duration limit) {
        IntervalFunction ceiling = IntervalFunction.ofExponentialBackoff(first.toMillis(), 2.0, limit.toMillis());
        return (attempt, cause) -> {
            double longest =
                    attempt <= 1 ? first.toMillis() / 4.0 : ceiling.apply(Math.min(attempt - 1, MOST_DOUBLINGS));
            return Duration.ofMillis((long) (Math.random() * longest));
        };
    }
}
