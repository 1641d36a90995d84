package io.deckhand.testkit.internal;

import java.time.Clock;
import java.time.Duration;

/**
 * What stays the same for all the life of a hub.
 *
 * @param hostName the name its clients know it by
 * @param acknowledgeAfter how long a PUBACK is held back
 */
public record HubSettings(String hostName, Clock clock, HubRandom random, Duration acknowledgeAfter) {}
