package io.deckhand.core.internal.provisioning;

import org.jspecify.annotations.Nullable;

/**
 * What the provisioning service has assigned.
 *
 * @param payload what the service adds for the device, as JSON; null if it adds nothing
 */
public record Assigned(
        String hostName, String deviceId, @Nullable String payload) {
    boolean isSamePlaceAs(@Nullable Assigned other) {
        return other != null && hostName.equals(other.hostName) && deviceId.equals(other.deviceId);
    }
}
