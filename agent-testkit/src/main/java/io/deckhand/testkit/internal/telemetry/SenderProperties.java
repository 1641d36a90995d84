package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the hub itself says, in system properties, of who sent a message. */
public final class SenderProperties {
    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    public SenderProperties(IdentityRegistry registry, DeviceTwins twins) {
        this.registry = registry;
        this.twins = twins;
    }

    /** @param id of the device or module */
    Map<String, String> of(String id) {
        Map<String, String> properties = new LinkedHashMap<>();
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
        return properties;
    }

    private static String authentication(DeviceIdentity identity) {
        boolean certificate = !(identity.authentication() instanceof Authentication.Keys);
        return Json.object()
                .put("scope", identity.moduleId() == null ? "device" : "module")
                .put("type", certificate ? "x509Certificate" : "sas")
                .put("issuer", certificate ? "external" : "iothub")
                .putNull("acceptingIpFilterRule")
                .toString();
    }
}
