package io.deckhand.testkit.internal.identity;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a device or module identity that back ends set.
 *
 * @param enabled whether the device may connect
 * @param statusReason the back end's reason for the status, or null
 * @param keys the device's keys; null generates them (create) or keeps them (update)
 * @param authentication whether it connects with its keys or with a certificate
 * @param iotEdge whether it is an IoT Edge device
 * @param managedBy the owner of a module, or null
 * @param scopes the edge devices it is to connect through
 */
public record DeviceSettings(
        boolean enabled,
        @Nullable String statusReason,
        @Nullable SymmetricKeys keys,
        Authentication authentication,
        boolean iotEdge,
        @Nullable String managedBy,
        Scopes scopes) {

    /** {@return the settings of an enabled device with generated keys} */
    public static DeviceSettings defaults() {
        return new DeviceSettings(true, null, null, new Authentication.Keys(), false, null, Scopes.NONE);
    }

    public DeviceSettings withEnabled(boolean value) {
        return new DeviceSettings(value, statusReason, keys, authentication, iotEdge, managedBy, scopes);
    }

    public DeviceSettings withKeys(SymmetricKeys value) {
        return new DeviceSettings(enabled, statusReason, value, authentication, iotEdge, managedBy, scopes);
    }

    public DeviceSettings withIotEdge(boolean value) {
        return new DeviceSettings(enabled, statusReason, keys, authentication, value, managedBy, scopes);
    }

    public DeviceSettings withAuthentication(Authentication value) {
        return new DeviceSettings(enabled, statusReason, keys, value, iotEdge, managedBy, scopes);
    }

    public DeviceSettings withScopes(Scopes value) {
        return new DeviceSettings(enabled, statusReason, keys, authentication, iotEdge, managedBy, value);
    }

    DeviceSettings withManagedBy(String value) {
        return new DeviceSettings(enabled, statusReason, keys, authentication, iotEdge, value, scopes);
    }
}
