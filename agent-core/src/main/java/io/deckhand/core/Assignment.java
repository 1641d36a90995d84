package io.deckhand.core;

import java.util.Optional;

/**
 * The hub and device id that the provisioning service assigned to a device.
 *
 * @param hostName the hub's host name
 * @param deviceId the device's id there
 * @param payload the payload that the service returned for the device, as JSON; empty if it returned none
 * @since 0.1
 */
public record Assignment(String hostName, String deviceId, Optional<String> payload) {}
