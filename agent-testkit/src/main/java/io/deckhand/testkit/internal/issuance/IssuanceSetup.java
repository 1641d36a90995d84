package io.deckhand.testkit.internal.issuance;

import io.deckhand.testkit.internal.HubError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings for issuing certificates. Restarts of the hub do not reset them. */
public final class IssuanceSetup {
    private static final Duration DEFAULT_ISSUE_AFTER = Duration.ofMillis(100);

    private volatile Duration issueAfter = DEFAULT_ISSUE_AFTER;
    private volatile @Nullable HubError refusal;

    /** {@return the time between the acceptance of a request and its certificate} */
    public Duration issueAfter() {
        return issueAfter;
    }

    public void issueAfter(Duration delay) {
        issueAfter = delay;
    }

    /** {@return the error with which requests are refused, or null to grant them} */
    public @Nullable HubError refusal() {
        return refusal;
    }

    public void refuseWith(@Nullable HubError error) {
        refusal = error;
    }
}
