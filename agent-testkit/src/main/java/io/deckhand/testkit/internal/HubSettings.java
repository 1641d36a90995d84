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
 * @param patience how long a client may take over what it must say first, and over a request
 */
public record HubSettings(
        String hostName,
        Clock clock,
        HubRandom random,
        Duration acknowledgeAfter,
        Duration feedbackAfter,
        boolean throttled,
        Duration patience) {
    /** How long feedback waits at the real hub. */
    public static final Duration DEFAULT_FEEDBACK_AFTER = Duration.ofSeconds(15);

    /** As long as a busy machine may take. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** Settings with the default for feedback and patience, not throttled. */
    public HubSettings(String hostName, Clock clock, HubRandom random, Duration acknowledgeAfter) {
        this(hostName, clock, random, acknowledgeAfter, DEFAULT_FEEDBACK_AFTER, false, DEFAULT_PATIENCE);
    }
}
