package io.deckhand.testkit.internal;

import java.time.Clock;
import java.time.Duration;

/**
 * The settings of a hub, which restarts do not change.
 *
 * @param hostName the name that clients connect to
 * @param acknowledgeAfter the delay of each PUBACK
 * @param feedbackAfter how long feedback on cloud-to-device messages is collected
 * @param throttled whether operations are throttled
 * @param jobsAtOnce how many jobs run at once
 * @param patience the time limit for a client's first packet and for a request
 */
public record HubSettings(
        String hostName,
        Clock clock,
        HubRandom random,
        Duration acknowledgeAfter,
        Duration feedbackAfter,
        boolean throttled,
        int jobsAtOnce,
        Duration patience) {
    /** How long feedback waits at the real hub. */
    public static final Duration DEFAULT_FEEDBACK_AFTER = Duration.ofSeconds(15);

    /** Enough for a busy machine. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** Settings with the default for feedback and patience, not throttled. */
    public HubSettings(String hostName, Clock clock, HubRandom random, Duration acknowledgeAfter) {
        this(hostName, clock, random, acknowledgeAfter, DEFAULT_FEEDBACK_AFTER, false, 1, DEFAULT_PATIENCE);
    }
}
