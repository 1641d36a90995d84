package io.deckhand.core.internal.provisioning;

import org.jspecify.annotations.Nullable;

/**
 * An assignment by the provisioning service.
 *
 * @param payload the payload that the service returned for the device, as JSON; null if it returned none
 */
public record Assigned(
        String hostName, String deviceId, @Nullable String payload) {
    boolean isSamePlaceAs(@Nullable Assigned other) {
        return other != null && hostName.equals(other.hostName) && deviceId.equals(other.deviceId);
    }
}
