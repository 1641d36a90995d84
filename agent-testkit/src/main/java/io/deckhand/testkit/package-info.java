/**
 * A local Azure IoT Hub that unmodified SDKs connect to, and its JUnit extension.
 *
 * <p>Start with {@link io.deckhand.testkit.LocalHubTest} in a test, with {@link io.deckhand.testkit.LocalHub} anywhere
 * else. {@link io.deckhand.testkit.HubDevice} does to a device what a back end would, and
 * {@link io.deckhand.testkit.Faults} what networks and hubs do on bad days.
 */
@NullMarked
package io.deckhand.testkit;

import org.jspecify.annotations.NullMarked;
