package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.Map;

/** The system properties with which the hub describes the sender of a message. */
public final class SenderProperties {
    // Created once: every message has them.
    private static final String DEVICE_BY_KEY = method("device", "sas", "iothub");
    private static final String DEVICE_BY_CERTIFICATE = method("device", "x509Certificate", "external");
    private static final String MODULE_BY_KEY = method("module", "sas", "iothub");
    private static final String MODULE_BY_CERTIFICATE = method("module", "x509Certificate", "external");

    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    public SenderProperties(IdentityRegistry registry, DeviceTwins twins) {
        this.registry = registry;
        this.twins = twins;
    }

    /**
     * Adds them to the system properties that the sender gave, or overwrites those.
     *
     * @param id the id of the device or module
     */
    void addTo(Map<String, String> properties, String id) {
        properties.put("iothub-connection-device-id", IdentityIds.deviceId(id));
        String moduleId = IdentityIds.moduleId(id);
        if (moduleId != null) {
            properties.put("iothub-connection-module-id", moduleId);
        }
        registry.find(id).ifPresent(identity -> {
            properties.put("iothub-connection-auth-method", authentication(identity));
            properties.put("iothub-connection-auth-generation-id", identity.generationId());
        });
        twins.modelId(id).ifPresent(modelId -> properties.put("dt-dataschema", modelId));
    }

    private static String authentication(DeviceIdentity identity) {
        boolean keys = identity.authentication() instanceof Authentication.Keys;
        if (identity.moduleId() == null) {
            return keys ? DEVICE_BY_KEY : DEVICE_BY_CERTIFICATE;
        }
        return keys ? MODULE_BY_KEY : MODULE_BY_CERTIFICATE;
    }

    private static String method(String scope, String type, String issuer) {
        return Json.object()
                .put("scope", scope)
                .put("type", type)
                .put("issuer", issuer)
                .putNull("acceptingIpFilterRule")
                .toString();
    }
}
