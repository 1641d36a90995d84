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
        return (attempt, cause) -> {
            double longest = attempt <= 1 ? first.toMillis() / 4.0 : ceiling(first, limit, attempt - 1);
            return Duration.ofMillis((long) (Math.random() * longest));
        };
    }

    /** Computed when it is needed: most agents connect at once, and need not load the library for it. */
    private static long ceiling(Duration first, Duration limit, int doublings) {
        return IntervalFunction.ofExponentialBackoff(first.toMillis(), 2.0, limit.toMillis())
                .apply(Math.min(doublings, MOST_DOUBLINGS));
    }
}
