package io.deckhand.core;

import java.util.Optional;

/**
 * What the provisioning service has assigned a device to.
 *
 * @param hostName the hub's host name
 * @param deviceId the device's id there
 * @param payload what the service adds for the device, as JSON; empty if it adds nothing
 * @since 0.1
 */
public record Assignment(String hostName, String deviceId, Optional<String> payload) {}
