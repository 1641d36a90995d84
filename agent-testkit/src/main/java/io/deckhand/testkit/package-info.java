/**
 * A local Azure IoT Hub that unmodified SDKs connect to, and its JUnit extension.
 *
 * <p>Start with {@link io.deckhand.testkit.LocalHubTest} in a test, with {@link io.deckhand.testkit.LocalHub} anywhere
 * else. {@link io.deckhand.testkit.HubDevice} performs the operations of a back end on a device, and
 * {@link io.deckhand.testkit.Faults} injects faults of networks and hubs.
 */
@NullMarked
package io.deckhand.testkit;

import org.jspecify.annotations.NullMarked;
