package io.deckhand.testkit.internal;

import java.time.Clock;
import java.time.Duration;

/**
 * What stays the same for all the life of a hub.
 *
 * @param hostName the name its clients know it by
 * @param acknowledgeAfter how long a PUBACK is held back
 * @param feedbackAfter how long feedback on a cloud-to-device message waits for more of it
 * @param throttled whether it serves operations only so often
 */
public record HubSettings(
        String hostName,
        Clock clock,
        HubRandom random,
        Duration acknowledgeAfter,
        Duration feedbackAfter,
        boolean throttled) {
    /** How long feedback waits at the real hub. */
    public static final Duration DEFAULT_FEEDBACK_AFTER = Duration.ofSeconds(15);

    /** Settings with the default for feedback, not throttled. */
    public HubSettings(String hostName, Clock clock, HubRandom random, Duration acknowledgeAfter) {
        this(hostName, clock, random, acknowledgeAfter, DEFAULT_FEEDBACK_AFTER, false);
    }
}
