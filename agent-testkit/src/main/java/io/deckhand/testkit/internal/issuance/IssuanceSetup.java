package io.deckhand.testkit.internal.issuance;

import io.deckhand.testkit.internal.HubError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a test told the hub about issuing certificates. Outlives restarts of the hub. */
public final class IssuanceSetup {
    private static final Duration DEFAULT_ISSUE_AFTER = Duration.ofMillis(100);

    private volatile Duration issueAfter = DEFAULT_ISSUE_AFTER;
    private volatile @Nullable HubError refusal;

    /** {@return how long after it was accepted a request is granted} */
    public Duration issueAfter() {
        return issueAfter;
    }

    public void issueAfter(Duration delay) {
        issueAfter = delay;
    }

    /** {@return the error that requests are refused with, or null where they are granted} */
    public @Nullable HubError refusal() {
        return refusal;
    }

    public void refuseWith(@Nullable HubError error) {
        refusal = error;
    }
}
